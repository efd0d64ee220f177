// What axe finds on the public pages, in every wording and every state: nothing.
'use strict';
const assert = require('node:assert/strict');
const { PUBLIC, marked, inEveryVoice } = require('../pages.js');
const { visit, mustPlease, send, codes, comeBack } = require('../visit.js');

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
      for (const more of await page.locator('details:not([open]) > summary').all()) if (await more.isVisible()) await more.click();
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
    await mustPlease(page, `receipt (${voice})`);
    await go(marked('/follow-up', mark));
    await page.fill('#code', '0000-0000');
    await page.click('main form button');
    await page.locator('#summary').waitFor();
    await mustPlease(page, `a wrong code (${voice})`);
    await comeBack(someone, code);
    await page.fill('#message', 'Tối nay họ về');
    await page.click("form[action^='/follow-up/messages'] [type=submit]");
    await page.locator('[role=status]').first().waitFor();
    await mustPlease(page, `follow-up (${voice})`);
    await close();
  });
};
