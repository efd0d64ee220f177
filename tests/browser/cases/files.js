// Files go up while somebody writes, each with its own fate.
'use strict';
const assert = require('node:assert/strict');
const { visit, mustPlease, photograph, AS_A_PERSON_MS, SEND, SURE, codes, signIn } = require('../visit.js');

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

// The photographs that the office finds with a case.
async function arrived(browser, site, number) {
  const someone = await visit(browser, site, { viewport: { width: 1280, height: 900 } });
  await signIn(someone, 'lead');
  await someone.go(`/desk/cases/${number.replace(/\s/g, '')}`);
  await mustPlease(someone.page, 'a case with files');
  const links = await someone.page.locator('#files a[download]').all();
  const bodies = [];
  for (const link of links) bodies.push(await (await someone.context.request.get(site + await link.getAttribute('href'))).body());
  await someone.close();
  return bodies;
}

for (const javaScriptEnabled of [true, false]) {
  exports[`a photograph sent ${javaScriptEnabled ? 'while somebody writes' : 'without script'} is named before sending and reaches the office`] = async ({ browser, site }) => {
    const { page, go, close } = await visit(browser, site, { javaScriptEnabled });
    await go('/report');
    const photo = await photograph(page);
    await page.locator('form[data-draft] [type=file]').nth(1).setInputFiles(photo);
    if (javaScriptEnabled) {
      await page.locator('[name=kept_file]').first().waitFor({ state: 'attached' });
      while (!(await page.locator('#story').isVisible())) await page.click('.turns button:last-child');
      await mustPlease(page, 'a file that was received');
    }
    await page.fill('#story', 'Chuyện bịa: có ảnh');
    if (javaScriptEnabled) while (!(await page.locator('#place_text').isVisible())) await page.click('.turns button:last-child');
    await page.fill('#place_text', 'Phường Sài Gòn');
    await page.keyboard.press('Escape');
    if (javaScriptEnabled) while (await page.locator('.turns button:last-child').isVisible()) await page.click('.turns button:last-child');
    await page.click(SEND);
    await page.locator('#check-form').waitFor();
    assert.ok(await page.locator('#s-told').getByText('anh-bia.jpg').first().isVisible(), 'the page before sending names it');
    if (javaScriptEnabled) await mustPlease(page, 'before sending, with a file');
    await page.waitForTimeout(AS_A_PERSON_MS);
    await page.click(SURE);
    const { number } = await codes(page);
    await close();
    const bodies = await arrived(browser, site, number);
    assert.equal(bodies.length, 1);
    assert.equal(bodies[0].subarray(0, 3).toString('hex'), 'ffd8ff');
    assert.ok(bodies[0].length > photo.buffer.length / 2, `${bodies[0].length} of ${photo.buffer.length} bytes`);
  };
}

exports['a file that is no picture is refused in words, and the rest stays'] = async ({ browser, site }) => {
  const { page, go, close } = await visit(browser, site);
  await go('/report');
  await page.locator('form[data-draft] [type=file]').nth(1).setInputFiles({ name: 'la.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('MZ khong phai anh') });
  while (!(await page.locator('#story').isVisible())) await page.click('.turns button:last-child');
  await page.fill('#story', 'Chuyện bịa: tệp lạ');
  const refused = page.locator('li', { hasText: 'la.jpg' });
  await refused.getByText('Chữ bạn viết vẫn còn').waitFor();
  assert.equal(await page.locator('[name=kept_file]').count(), 0);
  assert.equal(await page.inputValue('#story'), 'Chuyện bịa: tệp lạ');
  await close();
};
