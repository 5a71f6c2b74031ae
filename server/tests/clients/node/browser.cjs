// Runs a client in headless Chromium, in a page of another origin than the server's:
//   node browser.cjs PACKAGE PAGE      PAGE: a program of pages/ that calls the package
// The page runs the steps; its origin hands it what it signs uploads with, and a photo. Beside the
// variables of harness.cjs:
//   CHROMIUM  the browser
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const esbuild = require('esbuild');
const { chromium } = require('playwright-core');
const { EMULATOR_URL, ORIGIN_URL, options, photo, print, begin, end, step } = require('./harness.cjs');

// Nothing but the loopback is looked for.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

function bundle(page) {
  const built = esbuild.buildSync({ entryPoints: [path.join(__dirname, 'pages', page)], bundle: true,
    write: false, format: 'esm', loader: { '.js': 'jsx' }, jsx: 'automatic', logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' }, nodePaths: [process.env.NODE_PATH] });
  return built.outputFiles[0].text;
}

function authentication() {
  const token = crypto.randomUUID();
  const expire = Math.floor(Date.now() / 1000) + 600;
  const signature = crypto.createHmac('sha1', options.privateKey).update(token + expire).digest('hex');
  return JSON.stringify({ token, expire, signature, publicKey: options.publicKey });
}

// The site that the page belongs to.
function serve(script) {
  const routes = {
    '/': ['text/html', () => '<!doctype html><meta charset=utf-8><link rel=icon href="data:,">'
      + '<body><script type=module src=/page.js></script>'],
    '/page.js': ['text/javascript', () => script],
    '/auth': ['application/json', authentication],
    '/photo.jpg': ['image/jpeg', () => photo],
  };
  const server = http.createServer((request, answer) => {
    const [type, body] = routes[request.url] ?? [];
    answer.writeHead(type ? 200 : 404, { 'content-type': type ?? 'text/plain' });
    answer.end(type ? body() : 'not here');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function preflights() {
  const answer = await fetch(EMULATOR_URL + '/_emulator/journal?method=OPTIONS');
  const { entries } = await answer.json();
  if (!entries.length) throw new Error('no preflight came');
}

async function run(origin, folder) {
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM, headless: true, args: FLAGS });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.addInitScript((config) => {
      window.config = config;
    }, { server: EMULATOR_URL, origin: ORIGIN_URL, ...options, privateKey: undefined });
    await page.exposeFunction('print', print);
    await page.goto(origin);
    await page.waitForFunction(() => window.finished, null, { timeout: 60000 });
  } finally {
    await browser.close();
  }
}

(async () => {
  begin(process.argv[2]);
  const server = await serve(bundle(process.argv[3]));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'emulator-browser-'));
  try {
    await run(`http://127.0.0.1:${server.address().port}/`, folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
    server.close();
  }
  await step('', 'the browser asks before it uploads', preflights);
  end();
})();
