// What the programs that use the Node packages, and the official SDK, have in common. A program prints one JSON object a line:
// {"client", "version"}, then {"method", "name", "ok", "detail"} a step, and {"done": true} at the end.
//   EMULATOR_URL  where the server is, in strict mode with the account demo
//   ORIGIN_URL    where PHOTO is to be had by URL, as /photo.jpg
//   PHOTO, OTHER  two different images
//   VIDEO         a video
const fs = require('node:fs');
const path = require('node:path');

const { EMULATOR_URL, ORIGIN_URL, PHOTO, OTHER } = process.env;
const options = { publicKey: 'public_emulator', privateKey: 'private_emulator',
  urlEndpoint: EMULATOR_URL + '/demo' };
const UNKNOWN = '0123456789abcdef01234567';

// The folder of an installed package, whatever its "exports" say.
function folderOf(name, from) {
  let folder = path.dirname(require.resolve(name, from && { paths: [from] }));
  while (!fs.existsSync(path.join(folder, 'package.json'))
    || !JSON.parse(fs.readFileSync(path.join(folder, 'package.json'))).version) {
    folder = path.dirname(folder);
  }
  return folder;
}

function print(row) {
  console.log(JSON.stringify(row));
}

// Connections that are kept alive would keep the program for seconds.
function end() {
  print({ done: true });
  process.exit();
}

function begin(name) {
  const { name: client, version } = JSON.parse(
    fs.readFileSync(path.join(folderOf(name), 'package.json')));
  print({ client, version });
}

async function step(method, name, action) {
  try {
    await action();
    print({ method, name, ok: true });
  } catch (error) {
    const text = error?.stack?.includes?.(error.message) ? error.stack
      : error?.message ? JSON.stringify(error) : String(error);
    print({ method, name, ok: false, detail: text });
  }
}

// The hosts are fixed in the packages: an interceptor on the axios that they use leads to the server.
function redirectAxios(name) {
  const axios = require(require.resolve('axios', { paths: [folderOf(name)] }));
  axios.interceptors.request.use((request) => ({ ...request,
    url: request.url.replace(/^https:\/\/[a-z]+\.imagekit\.io/, EMULATOR_URL) }));
}

async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded');
}

async function fetched(url) {
  const answer = await fetch(url);
  return { status: answer.status, type: answer.headers.get('content-type'),
    body: Buffer.from(await answer.arrayBuffer()) };
}

module.exports = { EMULATOR_URL, ORIGIN_URL, PHOTO, OTHER, UNKNOWN, options,
  photo: fs.readFileSync(PHOTO), other: fs.readFileSync(OTHER), folderOf, print, begin, end, step, redirectAxios, rejection, fetched };
