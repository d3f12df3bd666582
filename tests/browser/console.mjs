// Drives the console in a real browser as people do: each story with JavaScript and without.
//
//   node console.mjs BASE_URL [--screenshots DIR] [STORY…]
//
// BASE_URL is a rosterd that takes X-Remote-User from 127.0.0.1; test_console.py makes it and what is in it. Prints a line for
// each story; exits 1 when one failed.
import fs from 'node:fs';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const words = process.argv.slice(2);
const base = words.shift();
let screenshots = null;
if (words[0] === '--screenshots') [, screenshots] = words.splice(0, 2);

const PAGES = ['/', '/jobs', '/jobs/1', '/jobs?kind=purge', '/dry-run', '/users', '/users?search=script', '/user?id=s1', '/user?id=evil',
  '/purge', '/intake', '/obligations', '/exports', '/schedule', '/ledger?id=s1&verify=yes', '/configuration', '/done', '/nowhere', '/jobs/99999'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
});

/** A page as somebody has it; whatever the browser complains of fails the story. */
async function open(account, { script = true, ...options } = {}) {
  const context = await browser.newContext({
    baseURL: base, javaScriptEnabled: script, extraHTTPHeaders: { 'X-Remote-User': account }, viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.complaints = [];
  page.on('console', (message) => {
    // The browser tells of every status from 400 on; those are asked for on purpose here.
    if (['error', 'warning'].includes(message.type()) && !/status of 4\d\d/.test(message.text())) page.complaints.push(message.text());
  });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('dialog', (dialog) => { page.complaints.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  if (script)
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation',
      (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`)));
  return page;
}

async function close(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

const heading = (page) => page.locator('h1').innerText();
const text = (page) => page.locator('main').innerText();
/** While a page gives way to the next one, nothing has the focus. */
const focused = (page) => page.evaluate(() => document.activeElement.innerText).catch(() => '');
const fieldInFocus = (page) => page.evaluate(() => document.activeElement.name ?? '').catch(() => '');

/** Presses Tab until what `is` looks for has the focus. */
async function tabTo(page, what, is) {
  for (let i = 0; i < 120; ++i) {
    await page.keyboard.press('Tab');
    if (await is()) return;
  }
  assert.fail(`no Tab leads to ${what} on ${page.url()}`);
}
const press = (page, name) => page.getByRole('button', { name }).click();

async function looksFor(page, pattern, what) {
  const found = await text(page);
  assert.ok(pattern.test(found), `${what}: no ${pattern} in ${page.url()}:\n${found.slice(0, 3000)}`);
}

// Each mode has people, a held load and a purge job of its own.
const mine = (script) => (script ? { profile: 'SIS', ids: 's', purge: 'undergraduates' } : { profile: 'HR', ids: 'h', purge: 'graduates' });

const heldLink = (page, profile) => page.getByRole('table', { name: 'Jobs that wait for a decision' }).getByRole('row')
  .filter({ has: page.getByRole('cell', { name: profile, exact: true }) }).getByRole('link').first();

async function heldJob(page, profile) {
  await page.goto('/');
  await heldLink(page, profile).click();
}

const stories = {
  /** The morning look, then the held feed: why, numbers, changes, approval with the number in the button. */
  async approve(script) {
    const { profile } = mine(script);
    const page = await open('anna', { script });
    await heldJob(page, profile);
    assert.match(await heading(page), new RegExp(`^Job \\d+: synchronize ${profile}$`));
    await looksFor(page, /updated: 116 of 1\d\d/, 'why it is held');
    await page.getByRole('link', { name: /field by field/ }).click();
    await press(page, /^Look at the changes of job/);
    await page.getByRole('table', { name: 'What would change' }).waitFor();
    await looksFor(page, /116 people would change, 1 would become due/, 'the changes');
    await looksFor(page, /last_name − Zanzibar \+ Zanzibar-Changed/, 'field by field');
    await page.getByRole('link', { name: /^Job \d+$/ }).click();
    await page.getByLabel(/I have looked at the numbers/).check();
    await page.getByLabel(/Also if later loads/).check();
    await press(page, 'Apply to 116 people');
    await looksFor(page, /✓ completed|! completed/, 'the job is applied');
    await looksFor(page, /Approved by\s+anna/, 'who approved');
    await close(page);
  },

  /** Who would go, with reasons; exactly this list is removed. */
  async purge(script) {
    const { purge, ids } = mine(script);
    const page = await open('anna', { script });
    await page.goto('/purge');
    await page.locator('section').filter({ hasText: `Purge ${purge}` }).getByRole('button', { name: 'List who would go' }).click();
    await looksFor(page, /held on request/, 'the list waits');
    await looksFor(page, /loans\s+1/, 'why somebody is kept');
    await page.getByLabel(/exactly these people/).check();
    await press(page, 'Remove 4 people');
    await looksFor(page, /purged\s+4/, 'they are gone');
    await page.goto(`/ledger?id=${ids}leaver1`);
    await looksFor(page, new RegExp(`purge|${purge}`), 'the ledger knows');
    await page.goto(`/user?id=${ids}leaver1`);
    assert.equal(await heading(page), 'Not there');
    await close(page);
  },

  /** Search, record with sources, edit, history, keep. */
  async person(script) {
    const { ids, profile } = mine(script);
    const page = await open('olaf', { script });
    await page.goto('/users');
    await page.getByLabel('Name, e-mail or any id').fill(`${ids}7@`);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: `${ids}7`, exact: true }).click();
    await looksFor(page, new RegExp(`SIS ${profile}`), 'where a value came from');
    await page.getByLabel('Field', { exact: true }).fill('user_group');
    await page.getByLabel('New value').fill('STAFF');
    await press(page, 'Change the field');
    await looksFor(page, /changed by hand/, 'the source of the edited field');
    await looksFor(page, /set user_group\s+olaf/, 'the history names who did it');
    await page.getByLabel('Reason').fill('works on an exhibition');
    await press(page, 'Keep this person');
    await looksFor(page, /Kept by olaf: works on an exhibition/, 'kept');
    await press(page, 'Keep no longer');
    await close(page);
  },

  /** A file of one's own is tried and changes nothing. */
  async dryRun(script) {
    const { profile, ids } = mine(script);
    const page = await open('olaf', { script });
    await page.goto('/dry-run');
    await page.getByLabel('Profile').selectOption(profile);
    await page.getByLabel(/^File \(at most/).setInputFiles({ name: 'mine <b>.xml', mimeType: 'text/xml',
      buffer: Buffer.from(`<users><user><primary_id>new${ids}</primary_id><last_name>Zanzibar</last_name></user></users>`) });
    await press(page, 'Try this file');
    await looksFor(page, /nothing was changed/, 'a dry run says so');
    await looksFor(page, /created\s+1/, 'its counts');
    const tried = page.url();
    await page.goto(`/user?id=new${ids}`);
    assert.equal(await heading(page), 'Not there');
    await page.goto(tried);
    await press(page, 'Load this file: 1 person');
    await looksFor(page, /created\s+1/, 'what was tried is loaded');
    await page.goto(`/user?id=new${ids}`);
    assert.equal(await heading(page), 'Zanzibar');
    await close(page);
  },

  /** With JavaScript a filter changes the list alone, and says so; without, the same address gives the same list. */
  async filters(script) {
    const page = await open('vera', { script });
    await page.goto('/jobs');
    if (script) await page.evaluate(() => { window.stayed = true; });
    await page.getByLabel('Kind').focus();
    await page.getByLabel('Kind').selectOption('obligations');
    if (!script) await press(page, 'Show');
    await page.waitForURL('**kind=obligations**');
    await page.getByRole('cell', { name: 'circulation' }).first().waitFor();
    assert.equal(await page.getByRole('status').innerText(), '1 job is shown');
    if (script) assert.ok(await page.evaluate(() => window.stayed), 'no reload');
    if (script) assert.equal(await page.evaluate(() => document.activeElement.name), 'kind', 'the focus stays');
    await page.goto(page.url());
    await page.getByRole('cell', { name: 'circulation' }).first().waitFor();
    await close(page);
  },

  /** A rejected record is found from its code. */
  async findings(script) {
    const page = await open('vera', { script });
    await page.goto('/jobs?kind=synchronize');
    await page.getByRole('row').filter({ hasText: 'completed with errors' }).first().getByRole('link').first().click();
    await page.getByRole('table', { name: 'Rejected records, by code' }).getByRole('link', { name: 'malformed' }).click();
    await looksFor(page, /malformed/, 'the record');
    await looksFor(page, /remedy/, 'who can end it');
    await close(page);
  },

  /** A viewer sees, and decides nothing. */
  async viewer(script) {
    const page = await open('vera', { script });
    for (const path of ['/purge', '/dry-run', '/schedule', '/user?id=s1', '/configuration', '/obligations']) {
      await page.goto(path);
      assert.equal(await page.locator('form[method=post]').count(), 0, path);
    }
    await close(page);
    const nobody = await open('mallory', { script });
    await nobody.goto('/');
    assert.equal(await heading(nobody), 'No role');
    await close(nobody);
  },

  /** What strangers wrote is text, on every page that shows it. */
  async hostile(script) {
    const page = await open('anna', { script });
    for (const path of ['/user?id=evil', '/users?search=script', '/users?search=%3Cscript%3E&group=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E',
      '/jobs', '/intake', '/dry-run', '/ledger?id=%3Cscript%3Ealert(1)%3C/script%3E', '/user?id=%3Cscript%3E', '/jobs/1?outcome=%3Cscript%3E']) {
      await page.goto(path);
      assert.equal(await page.locator('main script, main img, main b.evil').count(), 0, path);
    }
    await page.goto('/user?id=evil');
    await looksFor(page, /<script>alert\(1\)<\/script>/, 'the name is shown as it is written');
    await looksFor(page, /\\u202E/, 'what turns the direction is spelled out');
    await close(page);
  },

  /** Without a mouse: skip link, navigation, a filter. */
  async keyboard(script) {
    const page = await open('anna', { script });
    await page.goto('/');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await page.locator('main :focus').count() === 1, 'after the skip link the focus is in the content');
    await page.goto('/');
    for (let i = 0; i < 30 && await focused(page) !== 'Jobs'; ++i) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs');
    for (let i = 0; i < 30 && await page.locator('select[name=kind]:focus').count() === 0; ++i) await page.keyboard.press('Tab');
    await page.keyboard.type('pur');
    if (script) await page.waitForURL('**kind=purge**');
    for (let i = 0; i < 30 && await page.locator('button:focus').count() === 0; ++i) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**kind=purge**');
    await page.goto('/user?id=s9');
    for (let i = 0; i < 60 && await page.evaluate(() => document.activeElement.name) !== 'reason'; ++i) await page.keyboard.press('Tab');
    await page.keyboard.type('by keyboard');
    for (let i = 0; i < 9 && await focused(page) !== 'Keep this person'; ++i) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Kept by anna: by keyboard').waitFor();
    for (let i = 0; i < 60 && await focused(page) !== 'Keep no longer'; ++i) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Keep this person' }).waitFor();
    await close(page);
  },

  /** The held feed once more, by keys alone: from the overview to the decision. */
  async approveByKeyboard(script) {
    const profile = script ? 'KIOSK' : 'DESK';
    const page = await open('anna', { script });
    await page.goto('/');
    const number = await heldLink(page, profile).innerText();
    await tabTo(page, `job ${number}`, async () => await focused(page) === number);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/jobs/${number}`);
    await tabTo(page, 'the changes', async () => /field by field/.test(await focused(page)));
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/jobs/${number}/changes`);
    await tabTo(page, 'the look', async () => /^Look at the changes/.test(await focused(page)));
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: 'What would change' }).waitFor();
    await tabTo(page, 'the way back', async () => await focused(page) === `Job ${number}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/jobs/${number}`);
    for (const name of ['sure', 'anyway']) {
      await tabTo(page, name, async () => await fieldInFocus(page) === name);
      const shown = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
      assert.notEqual(shown, '0px', `the focus on ${name} can be seen`);
      await page.keyboard.press('Space');
    }
    await tabTo(page, 'the decision', async () => await focused(page) === 'Apply to 116 people');
    await page.keyboard.press('Enter');
    await page.getByText('Approved by').waitFor();
    await looksFor(page, /✓ completed|! completed/, 'the job is applied');
    await close(page);
  },

  /** On paper: what is for the screen is left out, nothing is cut off, black on white. */
  async paper() {
    const page = await open('anna', { viewport: { width: 680, height: 960 }, colorScheme: 'dark' });  // A4 without margins
    await page.emulateMedia({ media: 'print' });
    for (const path of PAGES) {
      await page.goto(path);
      assert.equal(await page.locator('nav:visible, form:visible, footer:visible').count(), 0, path);
      const beyond = await page.evaluate(() => [...document.querySelectorAll('main *')]
        .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth)
        .map((element) => element.outerHTML.slice(0, 200)));
      assert.deepEqual(beyond, [], `${path}: does not fit on the paper`);
      const colours = await page.evaluate(() => { const { color, backgroundColor } = getComputedStyle(document.body); return [color, backgroundColor]; });
      assert.deepEqual(colours, ['rgb(0, 0, 0)', 'rgb(255, 255, 255)'], path);
    }
    assert.ok((await page.pdf({ format: 'A4' })).length > 1000);
    await close(page);
  },

  /** Every page: no violation that axe knows, no sideways scrolling at 320 px, in light and dark. */
  async accessible() {
    for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['narrow', { viewport: { width: 320, height: 800 } }]]) {
      const page = await open('anna', options);
      for (const path of PAGES) {
        await page.goto(path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name} ${path}: ${wide} px too wide`);
        await page.evaluate(axe);
        const found = await page.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), RULES);
        assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], `${name} ${path}`);
      }
      await close(page);
    }
  },
};

async function takeScreenshots() {
  fs.mkdirSync(screenshots, { recursive: true });
  for (const [mode, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['narrow', { viewport: { width: 320, height: 800 } }],
    ['paper', { viewport: { width: 680, height: 960 } }]]) {
    const page = await open('anna', options);
    if (mode === 'paper') await page.emulateMedia({ media: 'print' });
    for (const path of words.length > 0 ? words : PAGES) {
      await page.goto(path);
      const name = path === '/' ? 'overview' : path.slice(1).replace(/[^a-z0-9]+/gi, '-');
      await page.screenshot({ path: `${screenshots}/${name}-${mode}.png`, fullPage: process.env.WHOLE !== 'no' });
    }
    await page.context().close();
  }
}

let failed = 0;
if (screenshots) await takeScreenshots();
else
  for (const [name, story] of Object.entries(stories)) {
    if (words.length > 0 && !words.includes(name)) continue;
    for (const script of story.length > 0 ? [true, false] : [true]) {
      const started = Date.now();
      const label = `${name}, ${script ? 'with' : 'without'} JavaScript`;
      try {
        await story(script);
        console.log(`ok ${label} (${Date.now() - started} ms)`);
      } catch (error) {
        ++failed;
        console.log(`FAILED ${label}\n${error.stack}`);
      }
    }
  }
await browser.close();
process.exit(failed > 0 ? 1 : 0);
