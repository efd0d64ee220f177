// Every page that the other tests received, read by two validators.
'use strict';
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { HtmlValidate } = require('html-validate');
const { received } = require('../visit.js');

const RULES = {
  extends: ['html-validate:recommended'],
  rules: {
    // Matters of taste, not of the standard: how attributes are quoted and void elements are closed, and how long a title may be.
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    // Numbers to call are not broken; a hyphen in them is told apart by the reader.
    'tel-non-breaking': 'off',
    'attribute-boolean-style': 'off',
    'void-style': 'off',
    'doctype-style': 'off',
    // Ticks of one question share its name, and so do the buttons that say what to do with a form; a button of a form sends it.
    'form-dup-name': 'off',
    'no-implicit-button-type': 'off',
    // A list may have a name.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    // A wide table in a box that scrolls is a region to a reader, but no section of the page.
    'prefer-native-element': ['error', { exclude: ['region'] }],
  },
};

exports['html-validate finds nothing on any page that was received'] = async () => {
  assert.ok(received.size > 5, 'no page was received: this test would hold nothing');
  const validator = new HtmlValidate(RULES);
  const found = new Map();
  for (const [html, where] of received) {
    const report = await validator.validateString(html);
    for (const message of report.results.flatMap((result) => result.messages)) found.set(`${message.ruleId}: ${message.message}`, where);
  }
  assert.deepEqual([...found].map(([what, where]) => `${what} (${where})`), []);
};

exports['the Nu checker finds nothing on any page that was received'] = async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'langnghe-markup-'));
  try {
    const names = [...received].map(([html, where], number) => {
      fs.writeFileSync(path.join(folder, `${number}.html`), html);
      return where;
    });
    const jar = require.resolve('vnu-jar/build/dist/vnu.jar');
    const told = execFileSync('java', ['-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', folder], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const messages = JSON.parse(told).messages;
    const found = new Map(messages.map((one) => [one.message, names[Number(path.basename(one.url, '.html'))]]));
    assert.deepEqual([...found].map(([what, where]) => `${what} (${where})`), []);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
