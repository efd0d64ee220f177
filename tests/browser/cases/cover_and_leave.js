// Nobody who looks over a shoulder, picks the phone up or presses Back sees more than they may.
'use strict';
const assert = require('node:assert/strict');
const { launch, visit, mustPlease, tell, comeBack } = require('../visit.js');
const { ELSEWHERE } = require('../server.js');

// A phone may freeze a tab: then no timer runs, and only the clock on the wall has moved on.
async function outOfSight(page, time, frozen) {
  const see = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await see(true);
  if (frozen) await page.clock.setSystemTime(await page.evaluate(() => Date.now()) + 301000);
  else await page.clock.fastForward(time);
  await see(false);
}

exports['a tab that comes back after five minutes shows a neutral cover: form, receipt, follow-up'] = async ({ browser, site }) => {
  const someone = await visit(browser, site);
  const { page, go, close } = someone;
  await page.clock.install();
  const covered = async (what, secret) => {
    await outOfSight(page, '04:00');
    assert.ok(await page.locator(secret).first().isVisible(), `${what}: four minutes are no absence`);
    await outOfSight(page, '05:01');
    assert.equal(await page.locator(secret).first().isVisible(), false, what);
    assert.equal((await page.locator('body').innerText()).split('\n').filter(Boolean).length, 2, `${what}: a heading and a button, nothing else`);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Đọc tiếp');
    await mustPlease(page, `${what}, covered`);
    await page.keyboard.press('Enter');
    assert.ok(await page.locator(secret).first().isVisible(), `${what}: read on`);
    await outOfSight(page, '', true);
    assert.equal(await page.locator(secret).first().isVisible(), false, `${what}: after a sleep`);
    await page.keyboard.press('Enter');
  };
  await go('/report?short=1');
  await covered('form', '#story');
  const { code } = await tell(someone, 'Chuyện bịa: tấm che');
  await covered('receipt', '.letters');
  await comeBack(someone, code);
  await covered('follow-up', '#messages');
  await close();
};

exports['Shift three times within five seconds leaves at once; a capital letter and slow presses do not'] = async ({ browser, site }) => {
  const { page, go, close } = await visit(browser, site, { viewport: { width: 1024, height: 700 } });
  await go('/report?short=1');
  assert.ok(await page.locator('[data-keys]').first().isVisible(), 'where there is a keyboard, the page says so');
  await page.focus('#story');
  for (const letter of 'ABC') await page.keyboard.press(`Shift+${letter}`);
  await page.clock.install();
  for (let press = 0; press < 3; press += 1) {
    await page.keyboard.press('Shift');
    await page.clock.fastForward(2600);
  }
  assert.ok(page.url().startsWith(site));
  await page.clock.fastForward(6000);
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Shift');
  await page.waitForURL(ELSEWHERE);
  await close();
};

exports['on a phone nobody is told of keys'] = async ({ browser, site }) => {
  const { page, go, close } = await visit(browser, site, { isMobile: true, hasTouch: true });
  await go('/');
  assert.equal(await page.locator('[data-keys]').first().isVisible(), false);
  await close();
};

exports['leaving hides the page before anything is asked for, ends the visit and takes its place in the history'] = async ({ browser, site }) => {
  const someone = await visit(browser, site);
  const { context, page, go, close } = someone;
  const { code } = await tell(someone, 'Chuyện bịa: rời trang');
  await comeBack(someone, code);
  const before = await page.evaluate(() => history.length);
  // Told at the moment in which the browser is asked to go, before it asks anybody anything.
  await page.evaluate(() => addEventListener('beforeunload', () => console.log(`in sight: [${document.body.innerText}][${document.title.trim()}]`)));
  const shown = page.waitForEvent('console');
  await page.click('header a.leave');
  await page.waitForURL(ELSEWHERE);
  assert.equal((await shown).text(), 'in sight: [][]');
  assert.equal(await page.evaluate(() => history.length), before);
  assert.deepEqual(await context.cookies(site), []);
  await go('/follow-up');
  assert.ok(await page.locator('#code').isVisible(), 'the visit is over');
  await close();
};

exports['without a connection leaving still leaves nothing in sight'] = async ({ browser, site }) => {
  const { context, page, go, close } = await visit(browser, site);
  await go('/report?short=1');
  await context.setOffline(true);
  await page.click('header a.leave');
  await page.waitForURL('about:blank');
  await close();
};

exports['a page that the browser kept whole comes back empty or covered'] = async ({ site, server }) => {
  const browser = await launch(server, { keepPages: true });
  try {
    const someone = await visit(browser, site);
    const { page, go, close } = someone;
    await go('/report?short=1');
    await page.fill('#story', 'Chuyện bịa: quay lại');
    // Gone to another page of ours, then away from there: the form of before must not come back with its words.
    await page.click('a.brand');
    await page.locator('main a[href^="/follow-up"]').waitFor();
    await page.click('header a.leave');
    await page.waitForURL(ELSEWHERE);
    await page.goBack();
    await page.waitForLoadState();
    await page.locator('#story').waitFor();
    assert.equal(await page.inputValue('#story'), '');
    await tell(someone, 'Chuyện bịa: mã của tôi');
    // The same event by hand, because this browser keeps pages only when it likes.
    const again = () => page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await again();
    assert.equal(await page.locator('.letters').first().isVisible(), false, 'the receipt is covered');
    await go('/report?short=1');
    await Promise.all([page.waitForEvent('load'), again()]);
    await close();
  } finally {
    await browser.close();
  }
};
