// Files go up while somebody writes, each with its own fate.
'use strict';
const assert = require('node:assert/strict');
const { visit, mustPlease } = require('../visit.js');

const PICTURE = { name: 'anh-bia.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex') };

exports['a file that is received leaves its mark in the form; one that is refused says why, is sent again or removed'] = async ({ browser, site }) => {
  const { context, page, go, close } = await visit(browser, site);
  // The answers of the contract, by hand: here it is the page that is looked at.
  const fates = [
    [201, { token: 'MA', name: 'anh-bia.jpg', size: 22, value: 'MA 22 anh-bia.jpg' }],
    [422, { error: 'Tệp này không mở được.' }],
    [201, { token: 'HAI', name: 'anh-bia.jpg', size: 22, value: 'HAI 22 anh-bia.jpg' }],
  ];
  const bodies = [];
  await context.route('**/report/files', (route) => {
    bodies.push(route.request().postDataBuffer().toString('latin1'));
    const [status, json] = fates.shift();
    return route.fulfill({ status, json });
  });
  await go('/report');
  const picker = page.locator('form[data-draft] [type=file]').first();
  if (await picker.count() === 0) {
    await close();
    return 'the form asks for no file yet';
  }
  await picker.setInputFiles(PICTURE);
  const tokens = page.locator('[name=kept_file]');
  await tokens.first().waitFor({ state: 'attached' });
  assert.ok(bodies[0].includes('name="file"; filename="anh-bia.jpg"') && bodies[0].includes('\xff\xd8\xff'));
  assert.equal(await tokens.first().inputValue(), 'MA 22 anh-bia.jpg');
  assert.equal(await picker.evaluate((input) => input.files.length), 0, 'no file travels twice');
  await picker.setInputFiles(PICTURE);
  const refused = page.locator('li', { hasText: 'Tệp này không mở được.' });
  await refused.waitFor({ state: 'attached' });
  while (!(await refused.isVisible())) await page.click('.turns button:last-child');
  await mustPlease(page, 'a refused file');
  await refused.getByRole('button', { name: 'Gửi lại' }).click();
  await page.waitForFunction(() => document.querySelectorAll('[name=kept_file]').length === 2);
  await page.getByRole('button', { name: 'Bỏ tệp này' }).first().click();
  assert.equal(await tokens.count(), 1);
  await page.reload();
  await tokens.first().waitFor({ state: 'attached' });
  assert.equal(await tokens.first().inputValue(), 'HAI 22 anh-bia.jpg', 'a reload keeps what was received');
  await close();
  return undefined;
};
