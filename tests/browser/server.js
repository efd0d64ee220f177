// A real `langnghe serve` on an installation of its own, with invented staff, gone afterwards.
'use strict';
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const BINARY = path.resolve(process.env.LANGNGHE_TEST_BINARY || path.join(__dirname, '../../target/debug/langnghe'));
const PASSWORD = 'mot hai ba bon nam';
// A name that no machine has: whoever goes there has left.
const ELSEWHERE = 'https://weather.example/today';
const PEOPLE = {
  lead: ['minh@x.example', 'Trần Minh (người mẫu)', 'lead', 'ubnd-26740'],
  province: ['hoa@x.example', 'Lê Hoa (người mẫu)', 'administrator', 'syt-79'],
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
  const log = fs.openSync(path.join(folder, 'serve.log'), 'w');
  const child = spawn(BINARY, ['serve'], { env, cwd: folder, stdio: ['ignore', log, log] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const told = () => fs.readFileSync(path.join(folder, 'serve.log'), 'utf8');
  for (let tries = 0; ; tries += 1) {
    const ready = await fetch(`${site}/readyz`).catch(() => null);
    if (ready && ready.ok) break;
    if (child.exitCode !== null || tries > 200) throw new Error(`langnghe serve: ${told()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { site, told, stop };
}

module.exports = { start, PASSWORD, ELSEWHERE, PEOPLE };
