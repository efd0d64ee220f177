// The pages behind the sign-in: no barrier, and what an administrator does with them works.
'use strict';
const assert = require('node:assert/strict');
const { STAFF } = require('../pages.js');
const { visit, mustPlease, tell, signIn } = require('../visit.js');

const DESK = { viewport: { width: 1280, height: 900 } };

// Work is done on a phone between two visits.
const HEAVIEST = 50 * 1024;
exports['axe finds no barrier on any page of staff on a phone, and none is heavy'] = async ({ browser, site }) => {
  const reporter = await visit(browser, site);
  const { number } = await tell(reporter, 'Cháu bé nhà bên bị bỏ đói (chuyện bịa)', { slowly: true });
  await reporter.close();
  for (const who of new Set(STAFF.map(([name]) => name))) {
    const someone = await visit(browser, site);
    const { page, go, close } = someone;
    await signIn(someone, who);
    let person = '';
    for (const [, place] of STAFF.filter(([name]) => name === who)) {
      if (place.includes('{person}')) person = await page.locator('a[href^="/admin/people/"]').first().getAttribute('href');
      const real = place.replace('{case}', number.replace(/\s/g, '')).replace('/admin/people/{person}', person);
      const answer = await go(real);
      assert.ok(answer.status() < 400 || real.includes('void'), `${real}: ${answer.status()}`);
      const { responseBodySize } = await answer.request().sizes();
      assert.ok(responseBodySize > 0 && responseBodySize < HEAVIEST, `${real}: ${responseBodySize} bytes`);
      await mustPlease(page, `${who} ${real}`);
      if (place.includes('{case}')) assert.ok((await page.locator('.told').first().innerText()).includes('bị bỏ đói'));
    }
    await close();
  }
};

exports['a table is looked at, mended and brought in'] = async ({ browser, site }) => {
  const someone = await visit(browser, site, DESK);
  const { page, go, close } = someone;
  await signIn(someone, 'province');
  await go('/admin/registers/duty-phones');
  await mustPlease(page, 'a register');
  await page.fill('#pasted', 'office,phone\nubnd-26740,khong');
  await page.click("form[action$='/preview'] button");
  await page.locator('#faults').waitFor();
  await mustPlease(page, 'faults of a table');
  await go('/admin/registers/duty-phones');
  await page.fill('#pasted', 'office,phone\nubnd-26740,028 0000 0001');
  await page.click("form[action$='/preview'] button");
  await page.locator('#preview').waitFor();
  await mustPlease(page, 'a preview');
  await page.click("form[action$='/import'] button");
  await page.locator('.note[role=status]').waitFor();
  assert.ok((await page.locator('.note').first().innerText()).includes('1'));
  await mustPlease(page, 'a table brought in');
  await close();
};

exports['a week of duty is written, and somebody who leaves is asked after'] = async ({ browser, site }) => {
  const someone = await visit(browser, site, DESK);
  const { page, go, close } = someone;
  await signIn(someone, 'administrator');
  await go('/admin/duty/ubnd-26740');
  await page.click('button[value=add-1]');
  await page.locator('#from-0').waitFor();
  await mustPlease(page, 'a week that is being written');
  await page.click('button[value=save]');
  await page.waitForLoadState();
  await mustPlease(page, 'a week');
  await go('/admin/people');
  await page.locator('a[href^="/admin/people/"]', { hasText: 'Trần Minh' }).click();
  await page.click("form[action$='/departure'] button");
  await page.locator('[name=confirmed]').waitFor({ state: 'attached' });
  await mustPlease(page, 'what becomes of the work of somebody who leaves');
  await close();
};

exports['a report taken by telephone, the code that was heard, and a code that is lost'] = async ({ browser, site }) => {
  const operator = await visit(browser, site, DESK);
  await signIn(operator, 'operator');
  await operator.go('/desk/hotline/report');
  await operator.page.fill('#story', 'Nhà bên khóa chị ấy cả ngày (chuyện bịa)');
  await operator.page.fill('#place_text', 'Phường Sài Gòn');
  await operator.page.fill('#secret_word', 'hoa gạo');
  await operator.page.click("form[action$='/reports'] button");
  await operator.page.locator('.code').waitFor();
  await mustPlease(operator.page, 'what is read out');
  const letters = (page) => page.locator('.code .letters').allInnerTexts();
  const heard = (await letters(operator.page)).join('-');
  const number = await operator.page.locator('.case-code').innerText();
  await operator.close();

  const caller = await visit(browser, site);
  await caller.go('/follow-up');
  await caller.page.fill('#code', heard);
  await caller.page.click("form[action='/follow-up'] button");
  await caller.page.locator('.code').waitFor();
  await mustPlease(caller.page, 'a new code for one that was heard');
  assert.notEqual((await letters(caller.page)).join('-'), heard);
  await caller.page.click("form[action^='/follow-up/code'] button");
  await caller.page.locator('#code').waitFor();
  await caller.close();

  const lead = await visit(browser, site, DESK);
  await signIn(lead, 'lead');
  await lead.go(`/desk/cases/${number}`);
  await lead.page.locator('summary', { hasText: 'mất mã' }).click();
  await lead.page.fill("form[action$='/access-code'] input[name=secret_word]", 'Hoa gao');
  await lead.page.click("form[action$='/access-code'] button");
  await lead.page.locator('.code').waitFor();
  await mustPlease(lead.page, 'a code in the place of one that is lost');
  await lead.close();
};
