// How much a first visit costs somebody on a slow line, as it really travels.
'use strict';
const assert = require('node:assert/strict');
const { marked } = require('../pages.js');
const { visit } = require('../visit.js');

// What a server can send before it has to wait for the first answer: ten packets.
const FIRST_FLIGHT_BYTES = 14 * 1024;

exports['the report page arrives in three answers of 14 KB together, in every wording'] = async ({ browser, site, voices }) => {
  const weights = [];
  for (const [voice, mark] of Object.entries(voices)) {
    const { context, page, go, close } = await visit(browser, site);
    const answers = [];
    context.on('requestfinished', (request) => answers.push(request));
    await go(marked('/report', mark));
    await page.waitForLoadState('networkidle');
    const sizes = await Promise.all(answers.map(async (request) => [new URL(request.url()).pathname, (await request.sizes()).responseBodySize]));
    const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
    weights.push(`${voice} ${bytes}`);
    assert.ok(sizes.length <= 3 && sizes.length >= 2, `${voice}: ${JSON.stringify(sizes)}`);
    assert.ok(sizes.every(([, size]) => size > 300), `${voice}: measured nothing: ${JSON.stringify(sizes)}`);
    assert.ok(bytes <= FIRST_FLIGHT_BYTES, `${voice}: ${bytes} bytes: ${JSON.stringify(sizes)}`);
    if (!mark) assert.deepEqual(await context.cookies(), [], 'no cookie before anybody comes back');
    await close();
  }
  console.log(`bytes of a first visit to /report: ${weights.join(', ')} of ${FIRST_FLIGHT_BYTES}`);
};
