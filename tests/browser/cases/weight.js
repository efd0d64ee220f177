// How much a first visit costs somebody on a slow line, as it really travels.
'use strict';
const assert = require('node:assert/strict');
const { marked, inEveryVoice } = require('../pages.js');
const { visit } = require('../visit.js');

// What a server can send before it has to wait for the first answer: ten packets.
const FIRST_FLIGHT_BYTES = 14 * 1024;

const DOORS = ['/report', '/report?short=1', '/report?danger=yes', '/report?for=child', '/report?for=carer'];

exports['the report page arrives in three answers of 14 KB together, in every wording and by every door'] = async ({ browser, site, voices }) => {
  const weights = [];
  await inEveryVoice(voices, async (voice, mark) => {
    for (const door of DOORS) {
      const { context, page, go, close } = await visit(browser, site);
      const answers = [];
      context.on('requestfinished', (request) => answers.push(request));
      await go(marked(door, mark));
      await page.waitForLoadState('networkidle');
      const sizes = await Promise.all(answers.map(async (request) => [new URL(request.url()).pathname, (await request.sizes()).responseBodySize]));
      const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
      const told = `${voice} ${door}: ${bytes} bytes: ${JSON.stringify(sizes)}`;
      assert.ok(sizes.length <= 3 && sizes.length >= 2, told);
      assert.ok(sizes.every(([, size]) => size > 300), `measured nothing: ${told}`);
      weights.push([bytes, told]);
      if (!mark) assert.deepEqual(await context.cookies(), [], 'no cookie before anybody comes back');
      await close();
    }
  });
  assert.equal(weights.length, DOORS.length * Object.keys(voices).length);
  assert.deepEqual(weights.filter(([bytes]) => bytes > FIRST_FLIGHT_BYTES).map(([, told]) => told), []);
  const heaviest = weights.sort(([one], [other]) => other - one)[0][1];
  console.log(`the heaviest first visit to the form, of ${FIRST_FLIGHT_BYTES} bytes allowed: ${heaviest}`);
};
