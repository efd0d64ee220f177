// The whole report by keyboard alone, with the focus always in sight.
'use strict';
const assert = require('node:assert/strict');
const { visit, SURE } = require('../visit.js');

const LONGEST_WALK = 120;

// Whether any point of what has the focus can be seen: not below the head of the page, not out of the window (WCAG 2.4.11).
function inSight() {
  const on = document.activeElement;
  if (!on || on === document.body) return 'body';
  const label = on.closest('label') || on;
  const box = label.getBoundingClientRect();
  for (const part of [0.1, 0.5, 0.9]) {
    const seen = document.elementFromPoint(box.left + box.width * part, box.top + box.height * part);
    if (seen && (label.contains(seen) || seen.contains(label) && !['HTML', 'BODY'].includes(seen.tagName))) return '';
  }
  return `${on.tagName} ${on.name || on.className || on.textContent}`;
}

// The browser may still be scrolling when the key is up.
async function settled(page, where) {
  let hidden = '';
  for (let looks = 0; looks < 10; looks += 1) {
    hidden = await page.evaluate(inSight);
    if (hidden === '' || hidden === 'body') return;
    await page.waitForTimeout(50);
  }
  assert.fail(`${where}: the focus is out of sight: ${hidden}`);
}

async function walkTo(page, css, key = 'Tab') {
  for (let steps = 0; steps < LONGEST_WALK; steps += 1) {
    await page.keyboard.press(key);
    await settled(page, css);
    if (await page.evaluate((wanted) => !!document.activeElement.closest(wanted), css)) return;
  }
  assert.fail(`${css} cannot be reached by keyboard`);
}

exports['a report is told, sent and read again by keyboard alone'] = async ({ browser, site }) => {
  const { page, go, close } = await visit(browser, site, { viewport: { width: 1024, height: 640 } });
  await go('/');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main', 'the skip link is first');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement.hasAttribute('data-leave')), 'the way out is its twin');
  await walkTo(page, 'main a[href^="/report"]');
  await page.keyboard.press('Enter');
  await page.locator('form[data-draft]').waitFor();
  await walkTo(page, '[name=danger]');
  await page.keyboard.press('Space');
  for (const part of ['#story', '#place_text']) {
    while (!(await page.locator(part).isVisible())) {
      await walkTo(page, '.turns button:last-child');
      await page.keyboard.press('Enter');
      assert.ok(await page.evaluate(() => /^(H2|LEGEND|LABEL|SPAN)$/.test(document.activeElement.tagName)), 'the heading of the part has the focus');
    }
    await walkTo(page, part);
    await page.keyboard.type(part === '#story' ? 'Ông bên nhà bị bỏ đói (chuyện bịa)' : 'Sai Gon');
  }
  await page.locator('#places [role=option]').first().waitFor();
  await page.keyboard.press('ArrowDown');
  const meant = await page.locator('#places [aria-selected=true]').evaluate((option) => option.firstChild.textContent);
  await page.keyboard.press('Enter');
  assert.equal(await page.inputValue('#place_text'), meant);
  while (await page.locator('.turns button:last-child').isVisible()) {
    await walkTo(page, '.turns button:last-child');
    await page.keyboard.press('Enter');
  }
  await walkTo(page, 'form[data-draft] .sending [type=submit]');
  await page.keyboard.press('Enter');
  await page.locator('#check-form, .letters').first().waitFor();
  if (await page.locator(SURE).count() > 0) {
    await walkTo(page, '#check-form .sending [type=submit]');
    await page.keyboard.press('Enter');
  }
  await page.locator('.letters').first().waitFor();
  const code = (await page.locator('.letters').allInnerTexts()).join('-');
  await go('/follow-up');
  await walkTo(page, '#code');
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await page.locator('#messages').waitFor();
  await walkTo(page, '#message');
  await page.keyboard.type('Tôi viết thêm');
  await walkTo(page, "form[action$='/follow-up/messages'] [type=submit]");
  await page.keyboard.press('Enter');
  await page.locator('.note[role=status]').waitFor();
  // What was written waits behind a fold and a button.
  await walkTo(page, 'details:has([action$="/open"]) > summary');
  await page.keyboard.press('Enter');
  await walkTo(page, "form[action$='/open'] button");
  await page.keyboard.press('Enter');
  await page.getByText('Tôi viết thêm').waitFor();
  await close();
};

exports['going back by Shift+Tab the focus stays in sight too, at 400 % zoom'] = async ({ browser, site }) => {
  const { page, go, close } = await visit(browser, site, { viewport: { width: 320, height: 256 } });
  for (const place of ['/', '/report?short=1', '/follow-up']) {
    await go(place);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    for (let steps = 0; steps < 25; steps += 1) {
      await page.keyboard.press('Shift+Tab');
      await settled(page, place);
    }
  }
  await close();
};
