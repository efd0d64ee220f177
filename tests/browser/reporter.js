// One line when all is well; otherwise what did not hold, and why.
'use strict';

module.exports = async function* short(events) {
  let held = 0;
  let broken = 0;
  for await (const { type, data } of events) {
    if (data.nesting !== 1 && !(type === 'test:fail' && data.details.error.failureType !== 'subtestsFailed')) continue;
    if (type === 'test:pass' && data.skip) yield `SKIPPED ${data.name}: ${data.skip}\n`;
    else if (type === 'test:pass') held += 1;
    else if (type === 'test:fail') {
      broken += 1;
      const cause = data.details.error.cause || data.details.error;
      yield `FAILED ${data.name}\n${String(cause.stack || cause).split('\n').slice(0, 14).map((line) => `    ${line}`).join('\n')}\n`;
    }
    if (process.env.LANGNGHE_TEST_TIMES && type.match(/pass|fail/)) yield `${Math.round(data.details.duration_ms)} ms  ${data.name}\n`;
  }
  yield `${held} promises held in a browser, ${broken} broken\n`;
};
