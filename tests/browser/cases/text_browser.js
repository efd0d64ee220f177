// The pages in a browser that knows letters only.
'use strict';
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');

const READERS = { w3m: ['-dump', '-cols', '80', '-o', 'display_charset=UTF-8'], lynx: ['-dump', '-width=80', '-display_charset=UTF-8'] };
const run = promisify(execFile);

async function reader() {
  for (const name of Object.keys(READERS)) if (await run('which', [name]).catch(() => null)) return name;
  return null;
}

// One page as letters; with `fields` it is what comes back for a form.
async function read(name, site, place, fields) {
  if (!fields) return (await run(name, [...READERS[name], site + place])).stdout;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'langnghe-letters-'));
  try {
    const sent = path.join(folder, 'form');
    fs.writeFileSync(sent, new URLSearchParams(fields).toString());
    if (name === 'w3m') return (await run(name, [...READERS.w3m, '-post', sent, site + place])).stdout;
    return (await run('bash', ['-c', '{ cat "$1"; echo; echo ---; } | lynx "${@:3}" -post_data "$2"', 'bash', sent, site + place, ...READERS.lynx])).stdout;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

exports['a text browser shows the numbers to call, the questions and the receipt'] = async ({ site }) => {
  const name = await reader();
  if (!name) return 'NEITHER w3m NOR lynx IS HERE: no page was read in a text browser';
  const start = await read(name, site, '/');
  for (const words of ['113', 'Rời trang ngay', 'Báo tin']) assert.ok(start.includes(words), `${words} in ${start}`);
  const form = await read(name, site, '/report');
  for (const words of ['Chuyện gì đang xảy ra', 'Chuyện xảy ra ở đâu', 'Gửi']) assert.ok(form.includes(words), `${words} in ${form}`);
  const receipt = await read(name, site, '/report', { story: 'Chuyện bịa: đọc bằng chữ', place_text: 'Phường Sài Gòn', do: 'send' });
  const code = receipt.match(/\b[0-9A-Z]{4}\b(?=[^0-9A-Z])/g) || [];
  assert.ok(code.length >= 4 && receipt.includes('Mã riêng của bạn'), receipt);
  return undefined;
};
