/* One entry per thing a person does. Each gets a fresh browser and a freshly furnished gateway. */
import assert from 'node:assert/strict';
import { furnishTasks } from '../fake/store.mjs';

export const flows = {
  'sign-in': {
    async run({ page, look }) {
      await page.goto('/');
      await page.getByTestId('sign-in').waitFor();
      await look('landing');
      await signIn(page, 'anna');
      await page.getByTestId('request-c-1').waitFor();
      assert.equal(new URL(page.url()).pathname, '/inbox');
      assert.equal(await page.evaluate(() => JSON.stringify(localStorage)), '{}');
      await page.locator('[data-testid=live][data-state=live]').waitFor();
      await look('inbox');
    },
  },

  approve: {
    async run({ page, store, look }) {
      await open(page, 'anna', '/inbox');
      await page.getByTestId('narrow-c-2').click();
      await page.getByTestId('kind-c-2-Procedure').click();
      await page.getByTestId('period-c-2-7').click();
      await page.getByTestId('kind-c-2-Procedure').evaluate((box) => box.blur());
      assert.match(
        await page.getByTestId('allowing-c-2').innerText(),
        /insurance, hospital visits and documents/,
      );
      await look('narrowing');
      await page.getByTestId('approve-c-2').click();
      assert.equal(await page.locator('#chosen').textContent(), 'Coverage Encounter DocumentReference');
      await page.locator('#yes').click();
      await page.getByTestId('finish-done').waitFor();
      await look('done');
      assert.equal(store.consents.get('c-2').status, 'active');
      await page.goto('/sharing');
      await page.getByTestId('grant-c-2').waitFor();
      await page.goto('/requests/c-2/finish');
      await page.getByTestId('finish-done').waitFor();
    },
    expected: ['409'],
  },

  'say no on the consent screen': {
    widths: [390],
    async run({ page, store, look }) {
      await open(page, 'anna', '/inbox');
      await page.getByTestId('approve-c-1').click();
      await page.locator('#no').click();
      await page.getByTestId('finish-refused').waitFor();
      await look('refused');
      assert.equal(store.consents.get('c-1').status, 'rejected');
    },
  },

  refuse: {
    widths: [390],
    async run({ page, store, look }) {
      await open(page, 'anna', '/inbox');
      await page.getByTestId('refuse-c-1').click();
      await page.getByTestId('confirm').waitFor();
      await look('warning');
      await page.getByTestId('confirm').click();
      await page.getByTestId('request-c-1').waitFor({ state: 'detached' });
      assert.equal(store.consents.get('c-1').status, 'rejected');
      await page.getByTestId('refuse-c-2').click();
      await page.getByTestId('confirm').click();
      await page.getByTestId('empty').waitFor();
      await look('empty');
    },
  },

  revoke: {
    async run({ page, store, look }) {
      await open(page, 'anna', '/sharing');
      await page.getByTestId('grant-c-3').waitFor();
      await look('sharing');
      await page.getByTestId('revoke-c-3').click();
      await page.getByTestId('confirm').waitFor();
      await look('warning');
      await page.getByTestId('confirm').click();
      await page.getByTestId('empty').waitFor();
      assert.equal(store.consents.get('c-3').status, 'inactive');
      await look('empty');
    },
  },

  'access log': {
    async run({ page, look }) {
      await open(page, 'anna', '/log');
      await page.getByTestId('access-row').first().waitFor();
      assert.equal(await page.getByTestId('access-row').count(), 50);
      await page.getByTestId('more').click();
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=access-row]').length === 61);
      await look('all');
      await page.getByText('Refused only').click();
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=access-row]').length < 20);
      assert.equal(await page.locator('[data-outcome=allowed]').count(), 0);
      await look('refused');
    },
  },

  'less than was asked': {
    widths: [390],
    async run({ page, store, look }) {
      await open(page, 'anna', '/inbox');
      await page.getByTestId('narrow-c-1').click();
      await page.getByTestId('withhold-c-1-HIV').click();
      await page.getByTestId('from-c-1').fill('2026-02-01');
      assert.match(await page.getByTestId('allowing-c-1').innerText(), /Kept back: what concerns HIV/);
      await look('withheld');
      const sent = page.waitForRequest((request) => request.url().endsWith('$authorize'));
      await page.getByTestId('approve-c-1').click();
      const names = JSON.parse((await sent).postData()).parameter.map((one) => one.name);
      assert.deepEqual(names, ['class', 'from', 'withhold']);
      assert.equal(store.consents.get('c-1').status, 'proposed');
    },
  },

  'changes and emergencies': {
    before: furnishTasks,
    async run({ page, store, look }) {
      await open(page, 'anna', '/inbox');
      const card = page.getByTestId('proposal-t-1');
      await card.getByTestId('change-abatementDateTime').waitFor();
      assert.equal(await card.getByTestId('change-onsetDateTime').count(), 0);
      await page.getByTestId('emergency-t-2').getByText('Dr. Max Roe').waitFor();
      await look('inbox');
      await page.getByTestId('objected-t-2').click();
      await page.getByTestId('emergency-t-2').waitFor({ state: 'detached' });
      assert.equal(store.tasks.get('t-2').output[0].valueString, 'not-justified');
      await page.getByTestId('accept-t-1').click();
      await card.waitFor({ state: 'detached' });
      assert.equal(store.tasks.get('t-1').status, 'completed');
    },
  },

  'my people': {
    async run({ page, store, look }) {
      await open(page, 'anna', '/people');
      await page.getByTestId('allow-eve').click();
      await page.getByTestId('silence-eve').click();
      await page.getByText('Eve Bell acts for you only if').waitFor();
      await page.getByTestId('choose-silence').click();
      await page.getByTestId('silence-due').waitFor();
      assert.deepEqual(store.proxies.get('eve'), { suspended: false, onSilence: true });
      await look('people');
      await page.getByTestId('on-eve').click();
      await page.getByText('Eve Bell is switched off').waitFor();
      await page.getByTestId('remove-eve').click();
      await page.getByTestId('confirm').click();
      await page.getByTestId('allow-eve').waitFor();
      assert.equal(store.proxies.size, 0);
      await page.getByTestId('forget').click();
      await page.getByTestId('choose-silence').waitFor();
    },
    expected: ['404'],
  },

  'who could read now': {
    widths: [390],
    async run({ page, store, look }) {
      await open(page, 'anna', '/sharing');
      await page.getByTestId('evaluate').click();
      await page.getByTestId('access-contributed').waitFor();
      assert.match(await page.getByTestId('access-consent').innerText(), /you allowed them to read your/);
      await page.getByTestId('emergency-allowed').click();
      await page.getByText('Nobody can open your record in an emergency now.').waitFor();
      assert.equal(store.emergency, false);
      await look('everybody');
    },
  },

  'a lost key': {
    widths: [390],
    async run({ page, context, fake, store, look }) {
      await open(page, 'anna', '/keys');
      await page.getByTestId('keys-ready').waitFor();
      const before = store.keys.get('anna');
      const other = await context
        .browser()
        .newContext({ baseURL: fake.origin, viewport: page.viewportSize() });
      const device = await other.newPage();
      await open(device, 'anna', '/keys');
      await device.getByTestId('recover').click();
      await look('warning', device);
      store.fresh = true;
      await device.getByTestId('confirm').click();
      await device.getByTestId('keys-ready').waitFor();
      assert.notDeepEqual(store.keys.get('anna'), before);
      await other.close();
    },
    expected: ['404'],
  },

  live: {
    widths: [390],
    async run({ page, fake, store }) {
      await open(page, 'anna', '/inbox');
      await page.locator('[data-testid=live][data-state=live]').waitFor();
      store.propose({ who: 'Late Clinic' });
      await page.getByTestId('request-c-4').waitFor();
      fake.cut();
      store.propose({ who: 'Later Clinic' });
      await page.getByTestId('request-c-5').waitFor();
      assert.match(await page.getByTestId('waiting').last().innerText(), /^4/);
      await page.locator('[data-testid=live][data-state=live]').waitFor();
    },
    expected: ['ERR_INCOMPLETE_CHUNKED_ENCODING', 'net::ERR'],
  },

  keys: {
    async run({ page, context, fake, look }) {
      await open(page, 'anna', '/keys');
      await page.getByTestId('keys-ready').waitFor();
      await look('no-backup');
      await page.getByTestId('backup-password').fill('correct horse battery');
      await page.getByTestId('backup-password-again').fill('correct horse battery');
      const downloading = page.waitForEvent('download');
      await page.getByTestId('backup-download').click();
      const file = await (await downloading).path();
      await page.getByTestId('backed-up').waitFor();
      await page.getByTestId('backup-show-words').click();
      const words = await page.getByTestId('backup-words').locator('li').allTextContents();
      assert.equal(words.length, 24);
      await look('words');

      const other = await context
        .browser()
        .newContext({ baseURL: fake.origin, viewport: page.viewportSize() });
      const second = await other.newPage();
      await open(second, 'anna', '/keys');
      await second.getByTestId('keys-elsewhere').waitFor();
      await look('elsewhere', second);
      await second
        .getByTestId('restore-file')
        .locator('input')
        .or(second.locator('input[type=file]'))
        .first()
        .setInputFiles(file);
      await second.getByTestId('restore-password').fill('wrong password');
      await second.getByTestId('restore-open').click();
      await second.getByText('does not open this file').waitFor();
      await second.getByTestId('restore-password').fill('correct horse battery');
      await second.getByTestId('restore-open').click();
      await second.getByTestId('keys-ready').waitFor();
      await other.close();

      const third = await context
        .browser()
        .newContext({ baseURL: fake.origin, viewport: page.viewportSize() });
      const device = await third.newPage();
      await open(device, 'anna', '/inbox');
      await device.getByText('Bring my keys to this device').first().click();
      await device.getByTestId('restore-with-words').click();
      await device.getByTestId('restore-words').fill(words.join(' '));
      await look('restore-words', device);
      await device.getByTestId('restore-open').click();
      await device.getByTestId('keys-ready').waitFor();
      await third.close();
    },
    expected: ['404'],
  },

  staff: {
    widths: [1280],
    async run({ page, context, look }) {
      for (const [person, kind] of [
        ['jane', 'practitioner'],
        ['ali', 'analyst'],
        ['audrey', 'auditor'],
        ['olga', 'operator'],
      ]) {
        await context.clearCookies();
        await page.goto('/');
        await page.evaluate(() => sessionStorage.clear());
        await open(page, person, '/');
        await page.getByTestId(`home-${kind}`).waitFor();
        await look(kind);
      }
    },
  },

  exports: {
    async run({ page, look }) {
      await open(page, 'ali', '/analyst/exports');
      await page.getByTestId('effect-safe-harbor').waitFor();
      assert.equal(await page.locator('[data-fate=gone]').filter({ hasText: 'birthDate' }).count(), 1);
      await look('effect');
      await page.getByTestId('policy-limited-dataset').check();
      await page.getByTestId('effect-limited-dataset').waitFor();
      assert.equal(await page.locator('[data-fate=kept]').filter({ hasText: 'birthDate' }).count(), 1);
      await page.getByTestId('export-Encounter').check();
      assert.match(
        await page.getByTestId('notebook').innerText(),
        /_type=Patient,Condition,Observation,Encounter&_outputFormat=parquet&_deidentify=limited-dataset/,
      );
      await page.getByTestId('start-export').click();
      await page.getByText('00 resources written').waitFor();
      await page.locator('[data-testid=job][data-state=done]').waitFor();
      await page.getByTestId('chart').waitFor();
      await look('done');
      const download = page.waitForEvent('download');
      await page.getByTestId('file-Encounter').click();
      assert.equal((await download).suggestedFilename(), 'Encounter.1.parquet');
      await page.getByTestId('remove-job').click();
      await page.getByTestId('job').waitFor({ state: 'detached' });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    },
  },

  'exports by keyboard': {
    widths: [1280],
    async run({ page }) {
      await open(page, 'ali', '/analyst/exports');
      await page.getByTestId('effect-safe-harbor').waitFor();
      await tabTo(page, 'policy-safe-harbor');
      await page.keyboard.press('ArrowDown');
      await page.getByTestId('effect-research-shifted').waitFor();
      await tabTo(page, 'start-export', 25);
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=job][data-state=done]').waitFor();
    },
  },

  cohorts: {
    async run({ page, look }) {
      await open(page, 'ali', '/analyst/cohorts');
      assert.equal(await page.getByTestId('count').isDisabled(), true);
      await page.getByTestId('keyword').fill('diab');
      await page.keyboard.press('Enter');
      await page.getByTestId('counted').waitFor();
      const chart = page.getByTestId('chart').locator('svg');
      assert.match(await chart.getAttribute('aria-label'), /All 1,234, Women 700, .*Other fewer than 11/);
      await look('counted');
      await page.getByTestId('keyword').fill('rare');
      await page.getByTestId('count').click();
      await page.getByTestId('chart').locator('svg[aria-label*="All fewer than 11"]').waitFor();
      assert.equal(await page.getByTestId('chart').locator('[data-count=below]').count(), 1);
    },
  },

  'hostile names': {
    widths: [390],
    before(store) {
      store.propose({
        who: '<img src=x onerror=alert(1)> \u202Eevil {{t}} $t(app.name)',
        reason: `<script>alert(2)</script> ${'long '.repeat(400)}`,
        kinds: ['Observation', '<b>x</b>', 'constructor'],
        actor: 'javascript:alert(3)',
      });
    },
    async run({ page, look }) {
      page.on('dialog', () => assert.fail('a name became code'));
      await open(page, 'anna', '/inbox');
      const card = page.getByTestId('request-c-4');
      const text = await card.innerText();
      assert.ok(text.includes('<img src=x onerror=alert(1)> evil {{t}} $t(app.name) asks to read'));
      assert.equal(await card.locator('img, script').count(), 0);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      assert.ok(!(await page.title()).includes('img'));
      await look('card');
    },
  },

  'by keyboard alone': {
    widths: [1280],
    async run({ page, store }) {
      await open(page, 'anna', '/sharing');
      await page.getByTestId('grant-c-3').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
      await page.locator('.skip').focus();
      await page.keyboard.press('Enter');
      await tabTo(page, 'revoke-c-3');
      await page.keyboard.press('Enter');
      await page.getByTestId('confirm').waitFor();
      await page.keyboard.press('Escape');
      await page.getByTestId('confirm').waitFor({ state: 'detached' });
      await focusOn(page, 'revoke-c-3');
      assert.equal(store.consents.get('c-3').status, 'active');
      await page.keyboard.press('Enter');
      await page.getByTestId('confirm').waitFor();
      await tabTo(page, 'confirm');
      await page.keyboard.press('Enter');
      await page.getByTestId('empty').waitFor();
    },
  },

  'a gateway in trouble': {
    widths: [390],
    async run({ page, fake, store, look }) {
      await open(page, 'anna', '/sharing');
      await page.getByTestId('grant-c-3').waitFor();
      fake.fail(503);
      await page.getByTestId('revoke-c-3').click();
      await page.getByTestId('confirm').click();
      await page.getByRole('alert').waitFor();
      assert.equal(store.consents.get('c-3').status, 'active');
      await look('not-revoked');
      fake.fail(undefined);
      await page.getByTestId('confirm').click();
      await page.getByTestId('empty').waitFor();
    },
    expected: ['503'],
  },

  'lost before the end': {
    widths: [390],
    async run({ page, fake, store, look }) {
      await open(page, 'anna', '/inbox');
      await page.getByTestId('approve-c-1').click();
      await page.locator('#yes').waitFor();
      fake.fail(503, '$complete');
      await page.locator('#yes').click();
      await page.getByRole('alert').waitFor();
      assert.equal(store.consents.get('c-1').status, 'proposed');
      await look('retry');
      fake.fail(undefined);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByTestId('finish-done').waitFor();
      assert.equal(store.consents.get('c-1').status, 'active');
    },
    expected: ['503'],
  },

  'a token that runs out': {
    widths: [390],
    async run({ page, fake, store }) {
      fake.tokenLife(62);
      await page.goto('/sharing');
      await signIn(page, 'anna');
      await page.locator('[data-testid=live][data-state=live]').waitFor();
      fake.tokenLife(3600);
      await page.waitForResponse((response) => response.url().endsWith('/idp/token'));
      assert.deepEqual(
        [...fake.refreshes.values()].map((one) => one.used),
        [true, false],
      );
      store.propose({ who: 'Later Clinic' });
      await page.getByRole('link', { name: 'Requests' }).click();
      await page.getByTestId('request-c-4').waitFor();
    },
  },

  'sign out': {
    widths: [390],
    async run({ page }) {
      await open(page, 'anna', '/inbox');
      await page.getByTestId('person').click();
      await page.getByTestId('sign-out').click();
      await page.getByTestId('sign-in').waitFor();
      assert.equal(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), '{}');
      await page.goto('/log');
      await page.getByTestId('sign-in').waitFor();
    },
  },

  explorer: {
    async run({ page, look }) {
      await open(page, 'audrey', '/explorer');
      const entry = page.locator('[data-testid=entry][data-index="128"]');
      await entry.waitFor();
      await look('explorer');
      await entry.getByRole('button').focus();
      await page.keyboard.press('Enter');
      const proof = entry.locator('[data-testid=proof][data-proved=true]');
      await proof.waitFor();
      assert.match(await proof.innerText(), /hospital-a\.example\/witness/);
      await look('explorer-proof');
      await page.getByLabel('Not earlier than').fill('2999-01-01T00:00');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.getByText('No entries').waitFor();
      await page.getByLabel('Not earlier than').fill('2001-01-01T00:00');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await entry.waitFor();
      await page.getByRole('tab', { name: 'Blocks' }).click();
      await page.locator('[data-testid=block][data-sound=true]').waitFor();
      await look('explorer-blocks');
      await page.getByRole('button', { name: 'Show entries of the block up to 299' }).click();
      await page.locator('[data-testid=block] [data-testid=entry][data-index="299"]').waitFor();
      await look('explorer-block-entries');
      await page.getByRole('tab', { name: 'Verify a file' }).click();
      await page
        .locator('input[type=file]')
        .setInputFiles('../../ledger/src/test/resources/receipts/report.txt');
      await page.getByText('6 of 6 entries are proved.').waitFor();
      await look('explorer-verify');
      await page.getByRole('button', { name: 'Whom to trust' }).click();
      await page.getByLabel('Keys and witnesses to trust').fill('log nobody');
      await page.getByRole('button', { name: 'Use these' }).click();
      await page.getByText('This is not a policy with good keys.').waitFor();
      await look('explorer-trust');
    },
  },

  'operation of the ledger': {
    async run({ page, look }) {
      await open(page, 'olga', '/explorer');
      await page.getByRole('tab', { name: 'Operation' }).click();
      await page.locator('[data-testid=standing][data-condition=publishing]').waitFor();
      await page.getByText('Never finished yet').waitFor();
      await page.getByRole('button', { name: 'Check now' }).click();
      await page.getByText('Patient/anna/_history/2: altered').waitFor();
      assert.match(await page.getByTestId('findings').innerText(), /^1 place/);
      await look('operation');
    },
  },

  'audit report': {
    widths: [390],
    async run({ page }) {
      await open(page, 'anna', '/log');
      const download = page.waitForEvent('download');
      await page.getByTestId('report').click();
      assert.equal((await download).suggestedFilename(), 'audit-report.pdf');
      await page.goto('/explorer');
      await page.locator('[data-testid=entry]').first().waitFor();
    },
  },

  'signed out in between': {
    widths: [390],
    async run({ page, fake }) {
      await open(page, 'anna', '/sharing');
      await page.getByTestId('grant-c-3').waitFor();
      fake.expireTokens();
      await page.reload();
      await page.getByTestId('sign-in').waitFor();
    },
    expected: ['401'],
  },
};

async function signIn(page, person) {
  await page.getByTestId('sign-in').click();
  await page.locator(`#as-${person}`).click();
  await page.getByTestId('person').waitFor();
}

function focusOn(page, testId) {
  return page.waitForFunction((wanted) => document.activeElement.dataset.testid === wanted, testId);
}

// A dialog or a page takes the focus a moment after it is there; a Tab pressed before that goes nowhere.
async function tabTo(page, testId, left = 12) {
  await page.keyboard.press('Tab');
  const reached = page.waitForFunction((wanted) => document.activeElement.dataset.testid === wanted, testId, {
    timeout: 1000,
  });
  await reached.catch((late) => (left > 0 ? tabTo(page, testId, left - 1) : Promise.reject(late)));
}

async function open(page, person, path) {
  await page.goto(path);
  await signIn(page, person);
}
