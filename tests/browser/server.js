// A real `langnghe serve` on an installation of its own, with invented staff, gone afterwards.
'use strict';
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const https = require('node:https');

const BINARY = path.resolve(process.env.LANGNGHE_TEST_BINARY || path.join(__dirname, '../../target/debug/langnghe'));
const PASSWORD = 'mot hai ba bon nam';
// The neutral site, played by a server beside ours: whoever arrives there has left.
const ELSEWHERE = 'https://weather.example/today';
const PEOPLE = {
  lead: ['minh@x.example', 'Trần Minh (người mẫu)', 'lead', 'ubnd-26740'],
  supervisor: ['duc@x.example', 'Phạm Đức (người mẫu)', 'supervisor', 'syt-79'],
  province: ['hoa@x.example', 'Lê Hoa (người mẫu)', 'administrator', 'syt-79'],
  operator: ['truc@x.example', 'Võ Trúc (người mẫu)', 'operator', 'syt-79'],
  administrator: ['an@x.example', 'Đỗ An (người mẫu)', 'administrator', 'ubnd-tinh-79'],
};

function freePort() {
  return new Promise((resolve) => {
    const asking = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = asking.address();
      asking.close(() => resolve(port));
    });
  });
}

// The site that leaving leads to: it must be encrypted, as in life.
async function elsewhere(folder) {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
  const wanted = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=weather.example', '-keyout', key, '-out', cert];
  const made = spawnSync('openssl', wanted, { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`openssl: ${made.error || made.stderr}`);
  const site = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, (_, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end('<!doctype html><title>elsewhere</title>');
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  return site;
}

async function start() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'langnghe-browser-'));
  const site = `http://127.0.0.1:${await freePort()}`;
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('LANGNGHE_'));
  const env = {
    ...Object.fromEntries(own),
    LANGNGHE_DATA_DIR: folder,
    LANGNGHE_LISTEN: site.slice('http://'.length),
    LANGNGHE_LEAVE_TO: ELSEWHERE,
    LANGNGHE_LOG: 'warn',
  };
  const run = (args, input) => {
    const done = spawnSync(BINARY, args, { env, cwd: folder, input, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`langnghe ${args.join(' ')}: ${done.error || done.stderr}`);
  };
  run(['migrate']);
  run(['keys', 'init']);
  // Carried away, as an operator does.
  fs.rmSync(path.join(folder, 'keys/recovery.keys'));
  run(['seed', 'all']);
  for (const [email, name, role, office] of Object.values(PEOPLE)) {
    run(['staff', 'add', '--email', email, '--name', name, '--role', role, '--office', office, '--password-stdin'], `${PASSWORD}\n`);
  }
  const neutral = await elsewhere(folder);
  const log = fs.openSync(path.join(folder, 'serve.log'), 'w');
  const child = spawn(BINARY, ['serve'], { env, cwd: folder, stdio: ['ignore', log, log] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const told = () => fs.readFileSync(path.join(folder, 'serve.log'), 'utf8');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    neutral.closeAllConnections();
    neutral.close();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries += 1) {
    const ready = await fetch(`${site}/readyz`).catch(() => null);
    if (ready && ready.ok) break;
    if (child.exitCode !== null || tries > 200) {
      const why = told();
      await stop();
      throw new Error(`langnghe serve: ${why}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { site, told, stop, elsewherePort: neutral.address().port };
}

module.exports = { start, elsewhere, PASSWORD, ELSEWHERE, PEOPLE };
