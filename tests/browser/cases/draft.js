// What somebody typed is kept in this tab, survives what goes wrong, and is gone when it should be.
'use strict';
const assert = require('node:assert/strict');
const { visit, send, SEND, codes } = require('../visit.js');
const { ELSEWHERE } = require('../server.js');

const STORY = 'Viết dở dang (chuyện bịa)';
const kept = (page) => page.evaluate(() => sessionStorage.getItem('d'));
const reach = async (page, css) => {
  while (!(await page.locator(css).isVisible())) await page.click('.turns button:last-child');
};

async function begun(world, options) {
  const someone = await visit(world.browser, world.site, options);
  await someone.page.clock.install();
  await someone.go('/report');
  await someone.page.check('[name=danger][value=yes]');
  await reach(someone.page, '#story');
  await someone.page.fill('#story', STORY);
  return someone;
}

exports['a draft survives a reload and comes back at the part where it was left, and can be dropped'] = async (world) => {
  const { page, close } = await begun(world);
  await page.reload();
  assert.equal(await page.inputValue('#story'), STORY);
  assert.ok(await page.isChecked('[name=danger][value=yes]'));
  assert.ok(await page.locator('#story').isVisible(), 'the same part is open');
  assert.equal(await page.evaluate(() => localStorage.length + document.cookie.length), 0);
  await page.click('form [role=status] button');
  await page.waitForLoadState();
  assert.equal(await page.inputValue('#story'), '');
  await close();
};

exports['another tab knows nothing of it'] = async (world) => {
  const { context, page, close } = await begun(world);
  const other = await context.newPage();
  await other.goto(page.url());
  assert.equal(await other.inputValue('#story'), '');
  await close();
};

exports['without a connection nothing is sent and nothing is lost, and the report arrives once when it is back'] = async (world) => {
  const { context, page, close } = await begun(world);
  await context.setOffline(true);
  while (await page.locator('.turns button:last-child').isVisible()) await page.click('.turns button:last-child');
  await page.click(SEND);
  await page.getByText('Chưa gửi được vì mất mạng').waitFor();
  assert.equal(await page.inputValue('#story'), STORY);
  await context.setOffline(false);
  await send(page);
  await codes(page);
  assert.equal(await kept(page), null, 'sent: the draft is gone');
  await close();
};

exports['an answer that got lost is asked for again with the same key'] = async (world) => {
  const { context, page, go, close } = await begun(world);
  const key = await page.inputValue('[name=idempotency_key]');
  await context.route('**/report', (route) => (route.request().method() === 'POST' ? route.abort('connectionreset') : route.continue()));
  await context.route('**/report/check', (route) => route.abort('connectionreset'));
  while (await page.locator('.turns button:last-child').isVisible()) await page.click('.turns button:last-child');
  await page.click(SEND);
  await page.waitForEvent('framenavigated', { timeout: 3000 }).catch(() => {});
  await context.unroute('**/report');
  await context.unroute('**/report/check');
  await go('/report');
  assert.equal(await page.inputValue('#story'), STORY);
  assert.equal(await page.inputValue('[name=idempotency_key]'), key);
  await page.evaluate(() => sessionStorage.clear());
  await close().catch((error) => assert.match(error.message, /ERR_CONNECTION_RESET|chromewebdata/));
};

exports['a form that is sent back opens the part with the trouble and keeps every word'] = async (world) => {
  const { page, go, close } = await visit(world.browser, world.site);
  await go('/report');
  await reach(page, '#place_text');
  await page.fill('#place_text', 'Sài Gòn');
  await page.keyboard.press('Escape');
  await page.evaluate(() => { document.querySelector('[name=place_text]').value = ''; });
  await send(page);
  await page.locator('#summary').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'summary');
  const link = page.locator('#summary a').first();
  const field = (await link.getAttribute('href')).slice(1);
  await link.click();
  assert.ok(await page.locator(`#${field}`).isVisible(), `${field} is open`);
  assert.ok(await page.evaluate((id) => document.getElementById(id).contains(document.activeElement), field), `${field} has the focus`);
  await close();
};

exports['twenty minutes without a key wipe it, on the page and in the tab'] = async (world) => {
  const { page, close } = await begun(world);
  await page.clock.fastForward('19:00');
  assert.equal(await page.inputValue('#story'), STORY);
  await page.keyboard.press('ArrowLeft');
  await page.clock.fastForward('19:00');
  assert.equal(await page.inputValue('#story'), STORY, 'a key begins the time again');
  await page.clock.fastForward('02:00');
  assert.equal(await page.inputValue('#story'), '');
  assert.ok(await page.getByText('Đã lâu bạn không gõ').isVisible());
  assert.equal(await kept(page), null);
  await page.reload();
  assert.equal(await page.inputValue('#story'), '');
  await close();
};

exports['a draft older than twenty minutes does not come back'] = async (world) => {
  const { page, close } = await begun(world);
  await page.evaluate(() => {
    const draft = JSON.parse(sessionStorage.getItem('d'));
    draft.at -= 21 * 60000;
    sessionStorage.setItem('d', JSON.stringify(draft));
  });
  await page.reload();
  assert.equal(await page.inputValue('#story'), '');
  await close();
};

exports['leaving takes it along, and the back button brings nothing typed'] = async (world) => {
  const { page, go, close } = await begun(world);
  await page.click('header a.leave');
  await page.waitForURL(ELSEWHERE);
  await page.goBack().catch(() => {});
  assert.ok(!(await page.content()).includes(STORY));
  await go('/report');
  assert.equal(await page.inputValue('#story'), '');
  await close();
};
