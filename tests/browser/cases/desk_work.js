// What the script of the desk adds: words that survive a lost connection, a list to walk through by arrow keys. And a slip taken back.
'use strict';
const assert = require('node:assert/strict');
const { visit, tell, signIn, mustPlease } = require('../visit.js');

const NOTE = 'Đã ghé nhà lúc 9 giờ, chưa gặp ai (chuyện bịa)';

exports['a note survives a lost connection, arrives once, and is taken back'] = async ({ browser, site }) => {
  const reporter = await visit(browser, site);
  const { number } = await tell(reporter, 'Nhà bên có tiếng khóc mỗi đêm (chuyện bịa)', { slowly: true });
  await reporter.close();
  const lead = await visit(browser, site);
  const { page, go, close } = lead;
  await signIn(lead, 'lead');
  const place = `/desk/cases/${number.replace(/\s/g, '')}`;
  const form = "form[action$='/notes']";
  await go(place);
  await page.locator('summary', { has: page.locator(`xpath=following-sibling::form[contains(@action, '/notes')]`) }).click();
  await page.fill('#note_text', NOTE);
  await page.context().setOffline(true);
  await page.click(`${form} button`);
  await page.locator(`${form} [role=status]`).waitFor({ state: 'visible' });
  assert.equal(await page.inputValue('#note_text'), NOTE, 'nothing was sent and nothing is lost');
  await page.context().setOffline(false);
  await go(place);
  assert.equal(await page.inputValue('#note_text'), NOTE, 'and it is there after the page was loaded again');
  await mustPlease(page, 'a case with what was typed before');
  await page.click(`${form} button`);
  await page.locator('.note[role=status]').first().waitFor();
  assert.equal(await page.inputValue('#note_text'), '', 'it has arrived');
  assert.ok((await page.locator('#notes + ol').innerText()).includes(NOTE));
  await page.click("form[action$='/undo'] button");
  await page.locator('#notes + ol .heed').waitFor();
  assert.equal(await page.locator("form[action$='/undo']").count(), 0);
  await page.fill('#note_text', 'dở dang');
  await page.click("form[action$='/sign-out'] button");
  await page.locator('#email').waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0, 'whoever signs out leaves no words behind');
  await close();
};

exports['arrow keys walk through the list of work once it has the focus'] = async ({ browser, site }) => {
  const lead = await visit(browser, site);
  const { page, go, close } = lead;
  await signIn(lead, 'lead');
  await go('/desk');
  const links = page.locator('.queue a');
  const last = (await links.count()) - 1;
  assert.ok(last > 0);
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY', 'outside the list a key is nobody’s');
  await links.first().focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), await links.nth(1).innerText());
  await page.keyboard.press('End');
  assert.equal(await focused(), await links.nth(last).innerText());
  await page.keyboard.press('ArrowUp');
  assert.equal(await focused(), await links.nth(last - 1).innerText());
  await close();
};
