// Coming back with a code, when somebody else may be looking.
'use strict';
const assert = require('node:assert/strict');
const { marked, inEveryVoice } = require('../pages.js');
const { visit, mustPlease, tell, comeBack, writeOn, unfold, actOn, signIn } = require('../visit.js');

const ANSWER = 'Chúng tôi sẽ đến chiều nay (câu bịa)';
const DESK = { viewport: { width: 1280, height: 900 } };

// What the office does with each of these cases.
async function theOffice({ browser, site }, numbers, act) {
  const someone = await visit(browser, site, DESK);
  await signIn(someone, 'lead');
  for (const number of numbers) await act(someone, number);
  await someone.close();
}

async function writeBack(someone, number) {
  const form = await actOn(someone, number, 'messages');
  await form.locator('textarea').fill(ANSWER);
  await form.locator('button:not([name=fill])').click();
  await someone.page.waitForLoadState();
}

async function meet(someone, number) {
  const forms = await actOn(someone, number, 'contacts');
  const form = forms.filter({ has: someone.page.locator('select') });
  for (const [field, value] of [['with', 'person_at_risk'], ['outcome', 'reached'], ['how', 'in_person'], ['alone', 'alone']]) {
    await form.locator(`#${field}`).selectOption(value);
  }
  await form.locator('button').click();
  await someone.page.waitForLoadState();
}

async function closeCase(someone, number) {
  await meet(someone, number);
  const form = await actOn(someone, number, 'closure');
  await form.locator('select').selectOption('support_given');
  await form.locator('textarea').fill('Đã giúp xong (chuyện bịa)');
  await form.locator('button[value=close]').click();
  await someone.page.waitForLoadState();
}

exports['axe finds no barrier on the way back, from the first answer to the end, in every wording'] = async (world) => {
  const { browser, site, voices } = world;
  const told = {};
  await inEveryVoice(voices, async (voice) => {
    const someone = await visit(browser, site);
    told[voice] = await tell(someone, `Chuyện bịa: quay lại (${voice})`, { slowly: true });
    await someone.close();
  });
  await theOffice(world, Object.values(told).map(({ number }) => number), writeBack);
  await inEveryVoice(voices, async (voice, mark) => {
    const someone = await visit(browser, site);
    const { page, go, close } = someone;
    const heard = async (what) => {
      await page.locator('.note[role=status]').waitFor();
      await mustPlease(page, `${what} (${voice})`);
    };
    await go(marked('/follow-up', mark));
    await page.fill('#code', told[voice].code);
    await page.click('main form button');
    await page.locator('#messages').waitFor();
    // A redirect that lost the wording would say everything in words that this person may not read.
    assert.equal(await page.evaluate(() => [document.documentElement.lang, document.documentElement.className].join()), voice === 'en' ? 'en,' : `vi,${voice === 'easy' || voice === 'child' ? 'easy' : ''}`, voice);
    assert.ok(!(await page.content()).includes(ANSWER), 'no answer is in sight before it is asked for');
    await unfold(page);
    await mustPlease(page, `an answer waits (${voice})`);
    await page.locator('.waiting button').last().click();
    await page.locator('#opened').waitFor();
    assert.ok(await page.getByText(ANSWER).isVisible());
    await mustPlease(page, `an answer is open (${voice})`);
    await page.locator("form[action*='/hide'] button").click();
    await heard('an answer is hidden');
    assert.equal(await page.locator('.waiting').count(), 0, 'hidden for good');
    await page.locator("form[action*='/danger'] button").click();
    await heard('more danger');
    await page.locator("form[action*='/contacted'] [type=radio]").first().check();
    await page.locator("form[action*='/contacted'] button").click();
    await heard('nobody has called');
    await writeOn(someone, 'Chuyện bịa: viết thêm');
    await mustPlease(page, `something was added (${voice})`);
    await page.locator('.rarely summary').last().click();
    await page.locator("form[action*='/receipt'] button").click();
    await page.locator('.dated').waitFor();
    await mustPlease(page, `the receipt with its day (${voice})`);
    await page.goBack();
    if (voice === 'vi' || voice === 'child') {
      await page.locator('.rarely summary').first().click();
      await page.locator("form[action*='/lock'] button").click();
    } else await page.locator("form[action*='/close'] button").click();
    await heard('locked, or closed');
    await page.reload().catch(() => {});
    await go(marked('/follow-up', mark));
    assert.ok(await page.locator('#code').isVisible(), 'nothing can be read here any more');
    await close();
  });
};

exports['a closed case says so, and an objection to it can be written'] = async (world) => {
  const someone = await visit(world.browser, world.site);
  const { page, close } = someone;
  const { code, number } = await tell(someone, 'Chuyện bịa: đã xong', { slowly: true });
  await theOffice(world, [number], closeCase);
  await comeBack(someone, code);
  await page.locator('#objection').waitFor();
  await mustPlease(page, 'a closed case');
  await page.fill('#message', 'Chuyện bịa: chưa xong đâu');
  await page.locator("form[action$='/objection'] button:not([formaction])").click();
  await page.locator('.note[role=status]').waitFor();
  assert.equal(await page.locator('#objection').count(), 0, 'the case is open again');
  await mustPlease(page, 'an objection was heard');
  await close();
};

exports['the receipt opens a page with the day and no content'] = async ({ browser, site }) => {
  const someone = await visit(browser, site);
  const { context, page, close } = someone;
  const story = 'Chuyện bịa: giấy xác nhận';
  const { code } = await tell(someone, story);
  await page.locator('.rarely summary').last().click();
  const opened = context.waitForEvent('page');
  await page.locator("form[action*='/receipt'] button").click();
  const receipt = await opened;
  await receipt.locator('.dated').waitFor();
  const words = await receipt.locator('body').innerText();
  assert.ok(!words.includes(story) && !words.includes(code) && /\d{4}/.test(words));
  await mustPlease(receipt, 'the receipt with its day');
  await close();
};

exports['an answer can be asked for by keyboard alone, at 320 px'] = async (world) => {
  const someone = await visit(world.browser, world.site, { viewport: { width: 320, height: 568 } });
  const { page, close } = someone;
  const { code, number } = await tell(someone, 'Chuyện bịa: bàn phím', { slowly: true });
  await theOffice(world, [number], writeBack);
  await comeBack(someone, code);
  const reached = () => page.evaluate(() => !!document.activeElement.closest('.waiting button'));
  for (let steps = 0; steps < 40 && !(await reached()); steps += 1) await page.keyboard.press('Tab');
  assert.ok(await reached());
  await page.keyboard.press('Enter');
  await page.getByText(ANSWER).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  await close();
};
