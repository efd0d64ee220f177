// Places are suggested, never taken unasked; a position is shared on a tap only and can be taken back.
'use strict';
const assert = require('node:assert/strict');
const { visit, mustPlease, send, codes } = require('../visit.js');

exports['a place is suggested in a list that a screen reader and a finger can use, and only a choice is taken'] = async ({ browser, site }) => {
  const { page, go, close } = await visit(browser, site, { hasTouch: true });
  await go('/report?short=1');
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  const field = page.locator('#place_text');
  const option = page.locator('#places [role=option]');
  await field.tap();
  await page.locator('#place_text[aria-expanded=false]').waitFor();
  await field.pressSequentially('tan hai');
  await option.first().waitFor();
  assert.equal(await field.getAttribute('aria-expanded'), 'true');
  assert.equal(await field.getAttribute('aria-controls'), 'places');
  assert.ok(await page.getByText('nơi để chọn').count() > 0, 'how many there are is said');
  await mustPlease(page, 'suggestions');
  await page.keyboard.press('ArrowDown');
  assert.equal(await field.getAttribute('aria-activedescendant'), 'place-0');
  await mustPlease(page, 'a suggestion is marked');
  await page.keyboard.press('Escape');
  assert.equal(await field.getAttribute('aria-activedescendant'), null);
  assert.equal(await field.inputValue(), 'tan hai', 'what was typed is left as it is');
  await field.pressSequentially(' l');
  await page.locator('#places').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await field.inputValue(), 'tan hai l', 'going on takes nothing');
  assert.equal(await page.locator('#places').isVisible(), false, 'and closes the list');
  await field.fill('tan hai');
  await option.first().waitFor();
  await option.nth(0).tap();
  assert.match(await field.inputValue(), /^[Xx]ã Tân Hải, /);
  assert.equal(await page.locator('#places').isVisible(), false);
  assert.ok(asked.length > 0 && asked.every((url) => !url.includes('?')), 'nothing typed stands in an address');
  await close();
};

exports['a position is asked for on a tap, told in words, and can be taken back'] = async ({ browser, site }) => {
  const { page, go, close } = await visit(browser, site, { geolocation: { latitude: 10.7769, longitude: 106.7009 }, permissions: ['geolocation'] });
  await go('/report?short=1');
  await page.click('#story');
  assert.equal(await page.inputValue('[name=lat]'), '');
  await page.getByRole('button', { name: 'Gửi vị trí của tôi' }).click();
  await page.getByText('Đã ghi vị trí của bạn: phường Sài Gòn', { exact: false }).or(page.getByText('Đã ghi vị trí của bạn: Phường Sài Gòn')).waitFor();
  assert.equal(await page.inputValue('[name=lat]'), '10.77690');
  await mustPlease(page, 'a position is noted');
  await page.getByRole('button', { name: 'Bỏ vị trí này' }).click();
  assert.equal(await page.inputValue('[name=lat]') + await page.inputValue('[name=lon]'), '');
  await page.getByRole('button', { name: 'Gửi vị trí của tôi' }).click();
  await page.getByText('Đã ghi vị trí của bạn: ').waitFor();
  await page.fill('#story', 'Chuyện bịa: ở đây');
  await send(page);
  await codes(page);
  assert.ok(await page.getByText('Sài Gòn').count() > 0, 'the receipt names the office of that place');
  await close();
};

exports['a position that cannot be had is said to be so'] = async ({ browser, site }) => {
  const { page, go, close } = await visit(browser, site);
  await go('/report?short=1');
  await page.click('#story');
  await page.getByRole('button', { name: 'Gửi vị trí của tôi' }).click();
  await page.getByText('Máy không cho biết vị trí').waitFor();
  await close();
};
