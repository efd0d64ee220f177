// Small screens, large letters, and the colours that a reader chose.
'use strict';
const assert = require('node:assert/strict');
const { PUBLIC, marked, inEveryVoice } = require('../pages.js');
const { visit } = require('../visit.js');

const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

// 320 pixels is a small phone, and a screen of 1280 at 400 %.
exports['no public page scrolls sideways at 320 px, nor at 400 % zoom, nor with letters twice as large'] = async ({ browser, site, voices }) => {
  await inEveryVoice(voices, async (voice, mark) => {
    const { page, go, close } = await visit(browser, site, { viewport: { width: 320, height: 256 } });
    for (const [place] of PUBLIC) {
      await go(marked(place, mark));
      assert.equal(await page.evaluate(wide), 0, `${place} (${voice})`);
      if (place.startsWith('/card') || place.startsWith('/poster')) continue;
      const head = await page.evaluate(() => { const top = document.querySelector('.top'); return getComputedStyle(top).position === 'sticky' ? top.offsetHeight : 0; });
      assert.ok(head < 256 / 3, `${place} (${voice}): the head covers ${head} of 256 px`);
    }
    await close();
  });
};

exports['in forced colours every button and every answer has an edge or a line below, and what is chosen shows'] = async ({ browser, site }) => {
  const { page, go, close } = await visit(browser, site, { forcedColors: 'active' });
  for (const place of ['/', '/report?short=1', '/follow-up']) {
    await go(place);
    const bare = await page.evaluate(() => [...document.querySelectorAll('button,.button,.leave,.pick,textarea,[type=text]')]
      .filter((one) => one.offsetParent && parseFloat(getComputedStyle(one).borderTopWidth) < 1 && !one.closest('.voices') && !getComputedStyle(one).textDecorationLine.includes('underline')).map((one) => one.textContent.trim()));
    assert.deepEqual(bare, [], place);
  }
  await go('/report?short=1');
  const answer = page.locator('label:has([name=danger][value=yes])');
  const looks = async () => (await answer.screenshot()).toString('base64');
  const before = await looks();
  await answer.click();
  await page.locator('body').hover({ position: { x: 1, y: 1 } });
  assert.notEqual(await looks(), before);
  if (process.env.LANGNGHE_TEST_PICTURES) await page.screenshot({ path: `${process.env.LANGNGHE_TEST_PICTURES}/forced-colours.png`, fullPage: true });
  await close();
};
