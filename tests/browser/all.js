// The pages in a real browser, against a real `serve`: `node tests/browser/all.js` (tests/run brings what it needs).
'use strict';
const { test } = require('node:test');
const { start } = require('./server.js');
const { launch, executable } = require('./visit.js');

test('browser', async (all) => {
  if (!executable()) throw new Error('no Chromium on this machine: tests/run installs it');
  const server = await start();
  const browser = await launch(server);
  all.after(async () => {
    await browser.close();
    await server.stop();
  });
  const world = { browser, site: server.site, server, told: server.told, voices: await voices(server.site) };
  const wanted = process.argv.slice(2);
  // The validators come last: they look at every page that the others received.
  for (const name of ['weight', 'barriers', 'keyboard', 'without_script', 'text_browser', 'draft', 'cover_and_leave', 'places', 'files', 'coming_back', 'screens', 'staff', 'markup']) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const [promise, prove] of Object.entries(require(`./cases/${name}.js`))) {
      await all.test(promise, async (one) => {
        const held = await prove(world);
        if (typeof held === 'string') one.skip(held);
      });
    }
  }
});

// The wordings that this binary speaks: each but the first must change the words of the start page.
async function voices(site) {
  const { VOICES, marked } = require('./pages.js');
  const plain = await (await fetch(`${site}/`)).text();
  const spoken = {};
  for (const [voice, mark] of Object.entries(VOICES)) {
    const said = await (await fetch(`${site}${marked('/', mark)}`)).text();
    const words = (html) => html.slice(html.indexOf('<h1'), html.indexOf('<section'));
    if (voice === 'vi' || words(said) !== words(plain)) spoken[voice] = mark;
  }
  return spoken;
}
