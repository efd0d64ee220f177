// Everything without script: the whole way of a report, and the way out.
'use strict';
const assert = require('node:assert/strict');
const { visit, SEND, SURE, codes, comeBack, writeOn } = require('../visit.js');
const { ELSEWHERE } = require('../server.js');

exports['without script a report is told, sent, answered to and left'] = async ({ browser, site }) => {
  const someone = await visit(browser, site, { javaScriptEnabled: false });
  const { context, page, go, close } = someone;
  await go('/');
  assert.equal(await page.locator('[data-keys]').first().isVisible(), false, 'no keys are promised that nobody listens to');
  await page.click('main a[href^="/report"]');
  await page.fill('#story', 'Không có script (chuyện bịa)');
  await page.fill('#place_text', 'Phường Sài Gòn');
  await page.click(SEND);
  if (await page.locator(SURE).count() > 0) await page.click(SURE);
  const { code } = await codes(page);
  // The stop before leaving is an address within the page: it needs no script either.
  await page.locator('.stop').first().waitFor({ state: 'hidden' });
  await page.click('a[href="#kept"]');
  assert.ok(await page.locator('#kept').isVisible());
  await page.click('#kept a[href="#code"]');
  await page.click('a[href="#not-kept"]');
  assert.ok(await page.locator('#not-kept').isVisible(), 'not keeping it is an answer too');
  assert.match(code, /^[0-9A-Z]{4}(-[0-9A-Z]{4})+$/);
  assert.deepEqual(await context.cookies(), [], 'no cookie before anybody comes back');
  await comeBack(someone, code);
  await writeOn(someone, 'Tối họ về');
  await page.click('details:has([action$="/open"]) > summary');
  await page.click("form[action$='/open'] button");
  await page.getByText('Tối họ về').waitFor();
  assert.equal((await context.cookies()).length, 1);
  await page.click('header a.leave');
  await page.waitForURL(ELSEWHERE);
  assert.deepEqual(await context.cookies(site), [], 'the visit is over');
  await go('/follow-up');
  assert.ok(await page.locator('#code').isVisible());
  await close();
};
