// Somebody in front of a browser: opens pages, notices what goes wrong there, and says what axe finds.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { chromium } = require('playwright-core');
const { ELSEWHERE, PASSWORD, PEOPLE } = require('./server.js');

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];
const PHONE = { width: 390, height: 844 };
const PATIENCE_MS = 10000;

// Every page that any test received, for the validators: text to where it was first seen.
const received = new Map();

function executable() {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => fs.existsSync(file));
}

// `keepPages`: the browser may keep pages whole for its back button, as phones do and Playwright does not by itself.
function launch({ elsewherePort }, { keepPages = false } = {}) {
  const ignoreDefaultArgs = keepPages ? ['--disable-back-forward-cache'] : [];
  return chromium.launch({ executablePath: executable(), args: [...FLAGS, `--host-resolver-rules=MAP weather.example:443 127.0.0.1:${elsewherePort}`], ignoreDefaultArgs });
}

// A window with a profile of its own. What the browser complains of, and what is asked of any other site, is a fault of the page.
async function visit(browser, site, options = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', ignoreHTTPSErrors: true, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const faults = [];
  await context.route((url) => url.origin !== site && url.href !== ELSEWHERE, (route) => {
    faults.push(`asked for ${route.request().url()}`);
    return route.abort();
  });
  const kept = [];
  context.on('response', (response) => {
    const html = (response.headers()['content-type'] || '').startsWith('text/html');
    if (!html || !response.url().startsWith(site) || response.request().resourceType() !== 'document') return;
    kept.push(response.text().then((text) => { if (!received.has(text)) received.set(text, `${response.request().method()} ${response.url()}`); }, () => {}));
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // A refusal that a test asked for is told by its page; the browser's line about it says nothing more.
    if (message.type() === 'error' && !/status of 4\d\d|net::ERR_INTERNET_DISCONNECTED/.test(message.text())) faults.push(message.text());
  });
  const go = (place) => page.goto(site + place);
  const close = async () => {
    await Promise.all(kept);
    await context.close();
    assert.deepEqual(faults, []);
  };
  return { context, page, go, close };
}

async function mustPlease(page, what, rules) {
  // From the top: what a sticky head covers just now is not smaller for it.
  if (await page.evaluate(() => (scrollTo(0, 0), !window.axe))) await page.evaluate(AXE);
  const only = rules ? { type: 'rule', values: rules } : { type: 'tag', values: TAGS };
  const found = await page.evaluate((runOnly) => window.axe.run(document, { runOnly, resultTypes: ['violations'] }).then((all) =>
    all.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)), only);
  assert.deepEqual(found, [], what);
}

// The button at the end of the form, and the one of the page that asks once more.
const SEND = 'form[data-draft] .sending [type=submit] >> nth=0';
const SURE = '#check-form .sending [type=submit] >> nth=0';

// Sends the form that is open, over the page that asks once more where there is one.
async function send(page) {
  for (const next = page.locator('.turns button:last-child'); await next.isVisible();) await next.click();
  await page.click(SEND);
  await page.waitForLoadState();
  if (await page.locator(SURE).count() > 0) await page.click(SURE);
}

async function codes(page) {
  await page.locator('.letters').first().waitFor();
  const letters = await page.locator('.letters').allInnerTexts();
  return { code: letters.join('-'), number: (await page.locator('.case-code').textContent()).trim() };
}

// A form that comes back sooner than this was filled by a machine: the province reads it first, not the office of the place.
const AS_A_PERSON_MS = 1200;

// Tells a story the shortest way: slowly where the office of the place is to read it.
async function tell({ page, go }, story, { slowly = false } = {}) {
  await go('/report?short=1');
  if (slowly) await page.waitForTimeout(AS_A_PERSON_MS);
  await page.fill('#story', story);
  await page.fill('#place_text', 'Phường Sài Gòn');
  await page.keyboard.press('Escape');
  await send(page);
  return codes(page);
}

async function comeBack({ page, go }, code) {
  await go('/follow-up');
  await page.fill('#code', code.toLowerCase());
  await page.click('main form button');
  await page.locator('#messages').waitFor();
}

// Sends a message as somebody who came back. The page says that it went, and does not repeat it.
async function writeOn({ page }, text) {
  await page.fill('#message', text);
  await page.locator("form[action^='/follow-up/messages'] [type=submit]").last().click();
  await page.locator('.note[role=status]').waitFor();
  assert.ok(!(await page.content()).includes(text), 'what was written is not in sight of whoever looks next');
}

// A photograph that a camera could have made: a picture of the page itself.
async function photograph(page, name = 'anh-bia.jpg') {
  return { name, mimeType: 'image/jpeg', buffer: await page.screenshot({ type: 'jpeg', quality: 40 }) };
}

// Opens every fold of the page.
function unfold(page) {
  return page.evaluate(() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; }));
}

// The form of the case page that does `act`, with its fold open.
async function actOn({ page, go }, number, act) {
  await go(`/desk/cases/${number.replace(/\s/g, '')}`);
  const form = page.locator(`form[action$='/${act}']`);
  await page.locator('details', { has: form }).locator('summary').click();
  return form;
}

async function signIn({ page, go }, who) {
  await go('/desk/sign-in');
  await page.fill('#email', PEOPLE[who][0]);
  await page.fill('#password', PASSWORD);
  await page.click('main form button');
  await page.locator('.me').waitFor();
}

module.exports = { AS_A_PERSON_MS, launch, visit, mustPlease, send, SEND, SURE, codes, tell, comeBack, writeOn, photograph, unfold, actOn, signIn, executable, received, PHONE };
