// What axe finds on the public pages, in every wording and every state: nothing.
'use strict';
const assert = require('node:assert/strict');
const { PUBLIC, marked, inEveryVoice } = require('../pages.js');
const { visit, mustPlease, send, codes, comeBack, unfold } = require('../visit.js');

exports['axe finds no barrier on any public page, in light and in dark'] = async ({ browser, site, voices }) => {
  await inEveryVoice(voices, async (voice, mark) => {
    const { page, go, close } = await visit(browser, site);
    for (const [place, status] of PUBLIC) {
      const answer = await go(marked(place, mark));
      assert.equal(answer.status(), status, place);
      await mustPlease(page, `${place} (${voice})`);
      await page.emulateMedia({ colorScheme: 'dark' });
      await mustPlease(page, `${place} (${voice}, dark)`, ['color-contrast']);
      await page.emulateMedia({ colorScheme: 'light' });
    }
    await close();
  });
};

exports['every page that a public page leads to is in the list of pages'] = async ({ site, voices }) => {
  const known = new Set(PUBLIC.map(([place]) => place));
  const marks = Object.values(voices).filter(Boolean);
  const plain = (href) => {
    const [place, query = ''] = href.split('#')[0].split('?');
    const left = query.replace(/&amp;/g, '&').split('&').filter((pair) => pair && (known.has(`${place}?${pair}`) || !marks.includes(pair)));
    return left.length > 0 ? `${place}?${left.join('&')}` : place;
  };
  const strangers = new Set();
  for (const [place] of PUBLIC) {
    const html = await (await fetch(site + place)).text();
    for (const [, href] of html.matchAll(/<a [^>]*href="(\/[^"]*)"/g)) if (!known.has(plain(href)) && plain(href) !== '/leave') strangers.add(`${href} on ${place}`);
  }
  assert.deepEqual([...strangers], [], 'add them to tests/browser/pages.js');
};

exports['axe finds no barrier in any part of the form, when it comes back, on the receipt or afterwards'] = async ({ browser, site, voices }) => {
  await inEveryVoice(voices, async (voice, mark) => {
    const someone = await visit(browser, site);
    const { page, go, close } = someone;
    await go(marked('/report', mark));
    const next = page.locator('.turns button:last-child');
    for (let part = 1; await next.isVisible(); part += 1) {
      await next.click();
      await unfold(page);
      await mustPlease(page, `part ${part + 1} (${voice})`);
    }
    // Nothing was said at all: the page comes back and names what is missing.
    await send(page);
    await page.locator('#summary').waitFor();
    await mustPlease(page, `sent back (${voice})`);
    await page.reload({ waitUntil: 'load' });
    await go(marked('/report?short=1', mark));
    await page.fill('#story', 'Bé bên nhà hay khóc đêm (chuyện bịa)');
    await send(page);
    const { code } = await codes(page);
    await unfold(page);
    await mustPlease(page, `receipt (${voice})`);
    for (const stop of ['#kept', '#not-kept']) {
      await page.click(`a[href="${stop}"]`);
      await page.locator(stop).waitFor();
      await mustPlease(page, `receipt at ${stop} (${voice})`);
    }
    await go(marked('/follow-up', mark));
    await page.fill('#code', '0000-0000');
    await page.click('main form button');
    await page.locator('#summary').waitFor();
    await mustPlease(page, `a wrong code (${voice})`);
    await comeBack(someone, code);
    await mustPlease(page, `follow-up (${voice})`);
    await close();
  });
};

// What somebody said of the place, and what the page before sending then shows.
const PLACES = {
  'one place': ['Phường Sài Gòn', '#s-place'],
  'several places': ['Tân Hải', '#place_commune'],
  'a place that nobody knows': ['chỗ cây đa cũ', '#s-place details'],
  'no place': ['', '#s-place details'],
};

exports['axe finds no barrier on the page before sending, whatever it shows'] = async ({ browser, site, voices }) => {
  await inEveryVoice(voices, async (voice, mark) => {
    const { page, go, close } = await visit(browser, site);
    for (const [what, [said, sign]] of Object.entries(PLACES)) {
      await go(marked('/report?short=1', mark));
      await page.fill('#story', 'Chuyện bịa: xem lại trước khi gửi');
      await page.fill('#place_text', said);
      await page.keyboard.press('Escape');
      await page.click('[name=do][value=check] >> visible=true');
      await page.locator('#check-form').waitFor();
      await page.locator(sign).first().waitFor();
      await unfold(page);
      await mustPlease(page, `before sending, ${what} (${voice})`);
      if (what !== 'no place') await page.evaluate(() => sessionStorage.clear());
    }
    // Who must not know is asked here, and the route is named anew.
    await page.check('[name=must_not_know] >> nth=0');
    await page.click('#s-reads [name=do][value=check]');
    await page.locator('#check-form').waitFor();
    assert.ok(await page.isChecked('[name=must_not_know] >> nth=0'));
    await page.emulateMedia({ colorScheme: 'dark' });
    await mustPlease(page, `before sending, somebody is left out (${voice}, dark)`);
    await close();
  });
};
