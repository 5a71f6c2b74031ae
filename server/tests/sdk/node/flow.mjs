// What a user of the official Node SDK does, against the emulator. Prints one JSON line a step:
// {"name", "ok", "detail"}, and {"done": true} at the end.
//   EMULATOR_URL  where the server is, in strict mode with the account demo
//   ORIGIN_URL    where PHOTO is to be had by URL, as /photo.jpg
//   PHOTO, OTHER  two different images
import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as buffer from 'node:buffer';

// Node 18 has the class, but not as a global.
globalThis.File ??= buffer.File;
const { default: ImageKit, toFile } = await import('@imagekit/nodejs');

const { EMULATOR_URL, ORIGIN_URL, PHOTO, OTHER } = process.env;
const photo = fs.readFileSync(PHOTO);
const other = fs.readFileSync(OTHER);
const options = { privateKey: 'private_emulator', baseURL: EMULATOR_URL, maxRetries: 0 };
const client = new ImageKit(options);
const urlEndpoint = EMULATOR_URL + '/demo';

async function step(name, action) {
  try {
    await action();
    console.log(JSON.stringify({ name, ok: true }));
  } catch (error) {
    console.log(JSON.stringify({ name, ok: false, detail: String(error?.stack ?? error) }));
  }
}

async function fetched(url) {
  const answer = await fetch(url);
  return { status: answer.status, type: answer.headers.get('content-type'),
    body: Buffer.from(await answer.arrayBuffer()) };
}

async function control(method, path, body) {
  const answer = await fetch(EMULATOR_URL + '/_emulator' + path, {
    method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  assert.equal(answer.status, 200, await answer.text());
}

async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded');
}

async function deliversPhoto(file) {
  const got = await fetched(file.url);
  assert.equal(got.status, 200);
  assert.equal(got.type, 'image/jpeg');
  assert.ok(got.body.equals(photo), 'the bytes differ');
}

let uploaded;

await step('upload as a stream', async () => {
  uploaded = await client.files.upload({
    file: fs.createReadStream(PHOTO), fileName: 'photo.jpg', folder: '/sdk/node',
    useUniqueFileName: false, tags: ['red', 'blue'], responseFields: ['tags', 'isPrivateFile'] });
  assert.match(uploaded.fileId, /^[0-9a-f]{24}$/);
  assert.equal(uploaded.name, 'photo.jpg');
  assert.equal(uploaded.filePath, '/sdk/node/photo.jpg');
  assert.equal(uploaded.url, urlEndpoint + '/sdk/node/photo.jpg');
  assert.equal(uploaded.size, photo.length);
  assert.deepEqual([uploaded.width, uploaded.height], [640, 480]);
  assert.deepEqual(uploaded.versionInfo, { id: uploaded.fileId, name: 'Version 1' });
  assert.deepEqual(uploaded.tags, ['red', 'blue']);
  assert.equal(uploaded.isPrivateFile, false);
  await deliversPhoto(uploaded);
});

await step('upload as a Buffer', async () => {
  const file = await client.files.upload({
    file: await toFile(photo, 'photo.jpg'), fileName: 'buffer photo.jpg' });
  assert.match(file.name, /^buffer_photo_[0-9A-Za-z_-]{7,14}\.jpg$/);
  await deliversPhoto(file);
});

await step('upload as base64 text', async () => {
  await deliversPhoto(await client.files.upload({
    file: photo.toString('base64'), fileName: 'base64.jpg' }));
});

await step('upload as a data URI', async () => {
  await deliversPhoto(await client.files.upload({
    file: 'data:image/jpeg;base64,' + photo.toString('base64'), fileName: 'uri.jpg' }));
});

await step('upload by URL', async () => {
  await deliversPhoto(await client.files.upload({
    file: ORIGIN_URL + '/photo.jpg', fileName: 'url.jpg' }));
});

await step('read the details', async () => {
  const file = await client.files.get(uploaded.fileId);
  assert.equal(file.fileId, uploaded.fileId);
  assert.equal(file.type, 'file');
  assert.equal(file.fileType, 'image');
  assert.equal(file.mime, 'image/jpeg');
  assert.deepEqual(file.tags, ['red', 'blue']);
  assert.ok(file.url.startsWith(uploaded.url + '?updatedAt='));
  assert.ok(Math.abs(Date.parse(file.createdAt) - Date.now()) < 600000);
  await deliversPhoto(file);
});

await step('list', async () => {
  const inFolder = await client.assets.list({ path: '/sdk/node' });
  assert.deepEqual(inFolder.map((row) => row.fileId), [uploaded.fileId]);
  const all = await client.assets.list({ type: 'all', sort: 'DESC_CREATED', limit: 100 });
  assert.equal(all.filter((row) => row.type === 'file').length, 5);
  assert.deepEqual(all.filter((row) => row.type === 'folder').map((row) => row.folderPath).sort(),
    ['/sdk', '/sdk/node']);
  assert.deepEqual(await client.assets.list({ path: '/nowhere' }), []);
});

await step('overwrite', async () => {
  const file = await client.files.upload({
    file: await toFile(other, 'other.png'), fileName: 'photo.jpg', folder: '/sdk/node',
    useUniqueFileName: false });
  assert.equal(file.fileId, uploaded.fileId);
  assert.equal(file.versionInfo.name, 'Version 2');
  assert.notEqual(file.versionInfo.id, uploaded.versionInfo.id);
  assert.ok((await fetched(file.url)).body.equals(other), 'the bytes differ');
});

await step('delete, then 404', async () => {
  await client.files.delete(uploaded.fileId);
  const error = await rejection(client.files.get(uploaded.fileId));
  assert.ok(error instanceof ImageKit.NotFoundError, error.constructor.name);
  assert.equal(error.status, 404);
  assert.match(error.message, /The requested file does not exist\./);
  assert.equal((await fetched(uploaded.url)).status, 404);
});

await step('400 is a BadRequestError', async () => {
  const error = await rejection(client.files.get('nonsense'));
  assert.ok(error instanceof ImageKit.BadRequestError, error.constructor.name);
  assert.match(error.message, /Your request contains invalid fileId parameter\./);
});

await step('401 is an AuthenticationError', async () => {
  const anonymous = new ImageKit({ ...options, defaultHeaders: { Authorization: null } });
  const error = await rejection(anonymous.assets.list());
  assert.ok(error instanceof ImageKit.AuthenticationError, error.constructor.name);
  assert.match(error.message, /Your request does not contain private API key\./);
});

await step('403 is a PermissionDeniedError', async () => {
  const stranger = new ImageKit({ ...options, privateKey: 'private_nobody' });
  const error = await rejection(stranger.assets.list());
  assert.ok(error instanceof ImageKit.PermissionDeniedError, error.constructor.name);
  assert.match(error.message, /Your account cannot be authenticated\./);
});

await step('a browser uploads with parameters of the server', async () => {
  const send = (parameters) => {
    const form = new FormData();
    form.append('file', new Blob([photo]), 'photo.jpg');
    form.append('fileName', 'browser.jpg');
    form.append('publicKey', 'public_emulator');
    for (const [name, value] of Object.entries(parameters)) form.append(name, String(value));
    return fetch(EMULATOR_URL + '/api/v1/files/upload', { method: 'POST', body: form });
  };
  const parameters = client.helper.getAuthenticationParameters();
  const answer = await send(parameters);
  assert.equal(answer.status, 200, await answer.clone().text());
  await deliversPhoto(await answer.json());
  const again = await send(parameters);
  assert.equal(again.status, 400);
  assert.match((await again.json()).message, /has been used before/);
  const wrong = { ...client.helper.getAuthenticationParameters(), signature: '0'.repeat(40) };
  assert.equal((await send(wrong)).status, 400);
});

await step('a private file needs a signed URL', async () => {
  const file = await client.files.upload({
    file: await toFile(photo, 'p.jpg'), fileName: 'private photo.jpg', isPrivateFile: true });
  assert.equal((await fetched(file.url)).status, 401);
  const src = { urlEndpoint, src: file.filePath };
  assert.equal((await fetched(client.helper.buildSrc(src))).status, 401);
  const signed = await fetched(client.helper.buildSrc({ ...src, signed: true }));
  assert.equal(signed.status, 200);
  assert.ok(signed.body.equals(photo), 'the bytes differ');
  const stranger = new ImageKit({ ...options, privateKey: 'private_nobody' });
  assert.equal((await fetched(stranger.helper.buildSrc({ ...src, signed: true }))).status, 401);
});

await step('a signed URL expires', async () => {
  const file = await client.files.upload({
    file: await toFile(photo, 'p.jpg'), fileName: 'expiring.jpg', isPrivateFile: true });
  const url = client.helper.buildSrc({ urlEndpoint, src: file.filePath, expiresIn: 300 });
  assert.match(url, /ik-t=\d+&ik-s=[0-9a-f]{40}$/);
  assert.equal((await fetched(url)).status, 200);
  await control('POST', '/clock/advance', { seconds: 200 });
  assert.equal((await fetched(url)).status, 200);
  await control('POST', '/clock/advance', { seconds: 200 });
  assert.equal((await fetched(url)).status, 401);
  await control('PUT', '/clock', { mode: 'real' });
  assert.equal((await fetched(url)).status, 200);
});

console.log(JSON.stringify({ done: true }));
