// What a user of the official Node SDK does, against the emulator; run beside clients/node/harness.cjs, which says what it
// takes and prints.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as buffer from 'node:buffer';
import harness from './harness.cjs';

// Node 18 has the class, but not as a global.
globalThis.File ??= buffer.File;
const { default: ImageKit, toFile } = await import('@imagekit/nodejs');

const { EMULATOR_URL, ORIGIN_URL, PHOTO, OTHER, photo, other, end, step: stepOf, rejection,
  fetched } = harness;
const step = (name, action) => stepOf('', name, action);
const options = { privateKey: 'private_emulator', baseURL: EMULATOR_URL, maxRetries: 0 };
const client = new ImageKit(options);
const urlEndpoint = EMULATOR_URL + '/demo';

async function control(method, path, body) {
  const answer = await fetch(EMULATOR_URL + '/_emulator' + path, {
    method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  assert.equal(answer.status, 200, await answer.text());
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

await step('a refusal for too many requests is waited for', async () => {
  await control('PUT', '/clock', { mode: 'frozen' });
  await control('PUT', '/rate-limits', {
    retryAfter: true, groups: { read: [{ limit: 1, intervalMs: 2000 }] } });
  await client.assets.list();
  const error = await rejection(client.assets.list());
  assert.ok(error instanceof ImageKit.RateLimitError, error.constructor.name);
  assert.equal(error.headers.get('retry-after-ms'), '2000');
  assert.equal(error.headers.get('x-ratelimit-reset'), '2000');
  assert.match(error.message, /Too many requests/);
  // Left alone the SDK would try again after half a second, in vain; told how long, one try is enough.
  const { now } = await (await fetch(EMULATOR_URL + '/_emulator/clock')).json();
  await control('PUT', '/clock', { mode: 'offset', time: now });
  assert.ok(Array.isArray(await new ImageKit({ ...options, maxRetries: 1 }).assets.list()));
  await control('PUT', '/rate-limits', { enabled: false });
  await control('PUT', '/clock', { mode: 'real' });
});

// The media library ---------------------------------------------------------------------------

const put = async (path, content, more) => client.files.upload({
  file: await toFile(content, 'x.jpg'), fileName: path.replace(/.*\//, ''),
  folder: path.replace(/\/[^/]*$/, '') || '/', useUniqueFileName: false, ...more });
const at = async (path) => (await client.assets.list({
  path: path.replace(/\/[^/]*$/, '') || '/', name: path.replace(/.*\//, '') }))[0];
const delivers = async (path, content) => {
  const got = await fetched(urlEndpoint + path);
  if (content === null) {
    assert.equal(got.status, 404, path);
  } else {
    assert.equal(got.status, 200, path);
    assert.ok(got.body.equals(content), 'the bytes differ: ' + path);
  }
};
const finished = async (job, type) => {
  assert.match(job.jobId, /^[0-9a-f]{24}$/);
  const state = await client.folders.job.get(job.jobId);
  assert.deepEqual([state.jobId, state.type, state.status], [job.jobId, type, 'Completed']);
  return state;
};

await step('update the details', async () => {
  const { fileId } = await put('/library/update.jpg', photo, { tags: ['old'] });
  let file = await client.files.update(fileId, {
    tags: ['red', 'blue'], customCoordinates: '10,10,100,100', description: 'a photo',
    removeAITags: 'all' });
  assert.deepEqual([file.fileId, file.tags, file.customCoordinates, file.description],
    [fileId, ['red', 'blue'], '10,10,100,100', 'a photo']);
  file = await client.files.update(fileId, { tags: null, customCoordinates: null });
  assert.deepEqual([file.tags, file.customCoordinates], [null, null]);
  assert.deepEqual((await client.files.get(fileId)).tags, null);
});

await step('unpublish and publish', async () => {
  const { fileId } = await put('/library/publish.jpg', photo);
  const hide = { publish: { isPublished: false, includeFileVersions: true } };
  assert.equal((await client.files.update(fileId, hide)).isPublished, false);
  await delivers('/library/publish.jpg', null);
  const show = { publish: { isPublished: true } };
  assert.equal((await client.files.update(fileId, show)).isPublished, true);
  await delivers('/library/publish.jpg', photo);
});

await step('tags of many files', async () => {
  const ids = [];
  for (const name of ['one', 'two', 'three']) {
    ids.push((await put(`/library/bulk/${name}.jpg`, photo, { tags: ['a'] })).fileId);
  }
  const tags = async () => Promise.all(ids.map(async (id) => (await client.files.get(id)).tags));
  let answer = await client.files.bulk.addTags({ fileIds: ids.slice(0, 2), tags: ['a', 'b'] });
  assert.deepEqual(answer.successfullyUpdatedFileIds.sort(), ids.slice(0, 2).sort());
  assert.deepEqual(await tags(), [['a', 'b'], ['a', 'b'], ['a']]);
  answer = await client.files.bulk.removeTags({ fileIds: ids, tags: ['a'] });
  assert.deepEqual(answer.successfullyUpdatedFileIds.sort(), [...ids].sort());
  assert.deepEqual(await tags(), [['b'], ['b'], null]);
  answer = await client.files.bulk.removeAITags({ fileIds: ids, AITags: ['cat'] });
  assert.deepEqual(answer.successfullyUpdatedFileIds.sort(), [...ids].sort());
});

await step('delete many files', async () => {
  const ids = (await client.assets.list({ path: '/library/bulk' })).map((file) => file.fileId);
  assert.equal(ids.length, 3);
  const unknown = '0123456789abcdef01234567';
  const error = await rejection(client.files.bulk.delete({ fileIds: [...ids, unknown] }));
  assert.ok(error instanceof ImageKit.NotFoundError, error.constructor.name);
  assert.deepEqual(error.error.missingFileIds, [unknown]);
  const answer = await client.files.bulk.delete({ fileIds: ids });
  assert.deepEqual(answer.successfullyDeletedFileIds.sort(), ids.sort());
  assert.deepEqual(await client.assets.list({ path: '/library/bulk' }), []);
});

await step('copy a file', async () => {
  const source = await put('/library/copy.jpg', photo, { tags: ['kept'] });
  assert.equal(await client.files.copy({
    sourceFilePath: '/library/copy.jpg', destinationPath: '/library/copies' }), null);
  const copy = await at('/library/copies/copy.jpg');
  assert.notEqual(copy.fileId, source.fileId);
  assert.deepEqual([copy.versionInfo.name, copy.tags], ['Version 1', ['kept']]);
  await put('/library/copy.jpg', other);
  await client.files.copy({ sourceFilePath: '/library/copy.jpg',
    destinationPath: '/library/copies', includeFileVersions: true });
  const again = await at('/library/copies/copy.jpg');
  assert.deepEqual([again.fileId, again.versionInfo.name], [copy.fileId, 'Version 3']);
  await delivers('/library/copies/copy.jpg', other);
});

await step('move a file', async () => {
  const source = await put('/library/move.jpg', photo);
  await client.files.move({ sourceFilePath: '/library/move.jpg', destinationPath: '/library/to' });
  await delivers('/library/move.jpg', null);
  await delivers('/library/to/move.jpg', photo);
  assert.equal((await client.files.get(source.fileId)).filePath, '/library/to/move.jpg');
  const error = await rejection(client.files.move({
    sourceFilePath: '/library/move.jpg', destinationPath: '/library/to' }));
  assert.ok(error instanceof ImageKit.NotFoundError, error.constructor.name);
  assert.equal(error.error.reason, 'SOURCE_FILE_MISSING');
});

await step('rename a file', async () => {
  const { fileId } = await put('/library/before.jpg', photo);
  const plain = await client.files.rename({
    filePath: '/library/before.jpg', newFileName: 'between.jpg' });
  assert.deepEqual({ ...plain }, {});
  const { purgeRequestId } = await client.files.rename({
    filePath: '/library/between.jpg', newFileName: 'after.jpg', purgeCache: true });
  assert.equal((await client.cache.invalidation.get(purgeRequestId)).status, 'Completed');
  assert.equal((await client.files.get(fileId)).name, 'after.jpg');
  await delivers('/library/after.jpg', photo);
  await delivers('/library/before.jpg', null);
  await put('/library/taken.jpg', other);
  const error = await rejection(client.files.rename({
    filePath: '/library/after.jpg', newFileName: 'taken.jpg' }));
  assert.ok(error instanceof ImageKit.ConflictError, error.constructor.name);
  assert.equal(error.error.reason, 'FILE_ALREADY_EXISTS');
});

await step('versions of a file', async () => {
  const { fileId } = await put('/library/versions.jpg', photo);
  await put('/library/versions.jpg', other);
  let versions = await client.files.versions.list(fileId);
  assert.deepEqual(versions.map((one) => [one.type, one.versionInfo.name]),
    [['file', 'Version 2'], ['file-version', 'Version 1']]);
  const [second, first] = versions.map((one) => one.versionInfo.id);
  const old = await client.files.versions.get(first, { fileId });
  assert.equal(old.size, photo.length);
  assert.ok((await fetched(old.url)).body.equals(photo), 'the bytes of the old version differ');
  const restored = await client.files.versions.restore(first, { fileId });
  assert.deepEqual([restored.type, restored.versionInfo],
    ['file', { id: first, name: 'Version 1' }]);
  await delivers('/library/versions.jpg', photo);
  const error = await rejection(client.files.versions.delete(first, { fileId }));
  assert.ok(error instanceof ImageKit.BadRequestError, error.constructor.name);
  assert.match(error.message, /You cannot delete current version of a file\./);
  await client.files.versions.delete(second, { fileId });
  versions = await client.files.versions.list(fileId);
  assert.deepEqual(versions.map((one) => one.versionInfo.id), [first]);
  const gone = await rejection(client.files.versions.get(second, { fileId }));
  assert.match(gone.message, /The requested file version does not exist\./);
});

await step('create and delete a folder', async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    await client.folders.create({ folderName: 'new', parentFolderPath: '/library/deep' });
  }
  const folders = await client.assets.list({ type: 'folder', path: '/library/deep' });
  assert.deepEqual(folders.map((row) => row.folderPath), ['/library/deep/new']);
  await put('/library/deep/new/file.jpg', photo);
  await client.folders.delete({ folderPath: '/library/deep' });
  await delivers('/library/deep/new/file.jpg', null);
  const error = await rejection(client.folders.delete({ folderPath: '/library/deep' }));
  assert.ok(error instanceof ImageKit.NotFoundError, error.constructor.name);
  assert.equal(error.error.reason, 'FOLDER_NOT_FOUND');
});

await step('copy a folder', async () => {
  await put('/library/tree/sub/a.jpg', photo);
  await put('/library/tree/b.jpg', other);
  await finished(await client.folders.copy({ sourceFolderPath: '/library/tree',
    destinationPath: '/library/copied', includeVersions: true }), 'COPY_FOLDER');
  for (const place of ['/library/tree', '/library/copied/tree']) {
    await delivers(place + '/sub/a.jpg', photo);
    await delivers(place + '/b.jpg', other);
  }
});

await step('move a folder', async () => {
  await finished(await client.folders.move({
    sourceFolderPath: '/library/copied/tree', destinationPath: '/library/moved' }), 'MOVE_FOLDER');
  await delivers('/library/moved/tree/sub/a.jpg', photo);
  await delivers('/library/copied/tree/sub/a.jpg', null);
  const error = await rejection(client.folders.move({
    sourceFolderPath: '/library/moved', destinationPath: '/library/moved/tree' }));
  assert.ok(error instanceof ImageKit.BadRequestError, error.constructor.name);
  assert.equal(error.error.reason, 'INVALID_DESTINATION_PATH');
});

await step('rename a folder', async () => {
  const state = await finished(await client.folders.rename({
    folderPath: '/library/moved/tree', newFolderName: 'forest', purgeCache: true }),
  'RENAME_FOLDER');
  assert.equal((await client.cache.invalidation.get(state.purgeRequestId)).status, 'Completed');
  await delivers('/library/moved/forest/sub/a.jpg', photo);
  await delivers('/library/moved/tree/sub/a.jpg', null);
  const error = await rejection(client.folders.job.get('0123456789abcdef01234567'));
  assert.ok(error instanceof ImageKit.NotFoundError, error.constructor.name);
});

await step('purge the cache', async () => {
  const { requestId } = await client.cache.invalidation.create({
    url: urlEndpoint + '/library/after.jpg' });
  assert.match(requestId, /^[0-9a-f]{24}$/);
  assert.equal((await client.cache.invalidation.get(requestId)).status, 'Completed');
  const elsewhere = await rejection(client.cache.invalidation.create({
    url: 'https://elsewhere.example/demo/a.jpg' }));
  assert.ok(elsewhere instanceof ImageKit.BadRequestError, elsewhere.constructor.name);
  const error = await rejection(client.cache.invalidation.get('0123456789abcdef01234567'));
  assert.ok(error instanceof ImageKit.BadRequestError, error.constructor.name);
});

let brand, price;

await step('create custom metadata fields', async () => {
  brand = await client.customMetadataFields.create({
    name: 'brand', label: 'Brand', schema: { type: 'Text', maxLength: 10 } });
  price = await client.customMetadataFields.create({
    name: 'price', label: 'Price', schema: { type: 'Number', minValue: 0, maxValue: 10000 } });
  assert.match(brand.id, /^[0-9a-f]{24}$/);
  assert.deepEqual(price, { id: price.id, name: 'price', label: 'Price',
    schema: { type: 'Number', minValue: 0, maxValue: 10000 } });
  const taken = await rejection(client.customMetadataFields.create({
    name: 'brand', label: 'Another', schema: { type: 'Text' } }));
  assert.ok(taken instanceof ImageKit.BadRequestError, taken.constructor.name);
  assert.match(taken.message, /A custom metadata field with this name already exists\./);
  const wrong = await rejection(client.customMetadataFields.create({
    name: 'wrong', label: 'Wrong', schema: { type: 'Text', minValue: 1 } }));
  assert.deepEqual(wrong.error.errors, { minValue: 'not allowed for this type' });
});

await step('list and update custom metadata fields', async () => {
  assert.deepEqual((await client.customMetadataFields.list()).map((row) => row.name),
    ['brand', 'price']);
  const changed = await client.customMetadataFields.update(price.id, {
    label: 'The price', schema: { maxValue: 5000 } });
  assert.deepEqual(changed, { id: price.id, name: 'price', label: 'The price',
    schema: { type: 'Number', minValue: 0, maxValue: 5000 } });
});

await step('custom metadata of a file', async () => {
  const file = await client.files.upload({ file: await toFile(photo, 'photo.jpg'),
    fileName: 'custom.jpg', customMetadata: { brand: 'Nike', price: 1000 },
    responseFields: ['customMetadata'] });
  assert.deepEqual(file.customMetadata, { brand: 'Nike', price: 1000 });
  const changed = await client.files.update(file.fileId, {
    customMetadata: { brand: null, price: 12.5 } });
  assert.deepEqual(changed.customMetadata, { price: 12.5 });
  const error = await rejection(client.files.update(file.fileId, {
    customMetadata: { price: 5001, nobody: 1 } }));
  assert.ok(error instanceof ImageKit.BadRequestError, error.constructor.name);
  assert.deepEqual(error.error.errors, { price: 'Value must be between 0 and 5000.',
    nobody: 'Specified custom metadata field does not exist.' });
  assert.deepEqual((await client.files.get(file.fileId)).customMetadata, { price: 12.5 });
});

await step('delete custom metadata fields', async () => {
  await client.customMetadataFields.delete(brand.id);
  await client.customMetadataFields.delete(price.id);
  assert.deepEqual(await client.customMetadataFields.list(), []);
  assert.deepEqual((await client.customMetadataFields.list({ includeDeleted: true }))
    .map((row) => row.id), [brand.id, price.id]);
  const error = await rejection(client.customMetadataFields.delete(brand.id));
  assert.ok(error instanceof ImageKit.NotFoundError, error.constructor.name);
});

await step('metadata by id and by URL', async () => {
  const file = await client.files.upload({ file: await toFile(photo, 'photo.jpg'),
    fileName: 'metadata.jpg', responseFields: ['metadata'] });
  const metadata = await client.files.metadata.get(file.fileId);
  assert.deepEqual([metadata.width, metadata.height, metadata.size, metadata.format],
    [640, 480, photo.length, 'jpg']);
  assert.match(metadata.pHash, /^[0-9a-f]{16}$/);
  assert.deepEqual(metadata.exif, {});
  assert.deepEqual(file.metadata, metadata);
  assert.deepEqual(await client.files.metadata.getFromURL({ url: file.url }), metadata);
  const { url } = await client.files.get(file.fileId); // one with a query
  assert.deepEqual(await client.files.metadata.getFromURL({ url }), metadata);
  const foreign = 'https://example.com/a.jpg?b=c&d=e';
  const error = await rejection(client.files.metadata.getFromURL({ url: foreign }));
  assert.ok(error instanceof ImageKit.BadRequestError, error.constructor.name);
  assert.equal(error.error.message,
    foreign + ' should be accessible using your ImageKit.io account.');
  const invalid = await rejection(client.files.metadata.get('nonsense'));
  assert.equal(invalid.error.type, 'INVALID_PARAM_ERROR');
  const missing = await rejection(client.files.metadata.getFromURL({ url: file.url + 'x' }));
  assert.ok(missing instanceof ImageKit.NotFoundError, missing.constructor.name);
});

await step('retries a 429, a 500 and a reset connection', async () => {
  const headers = { 'content-type': 'application/json' };
  const script = [{ status: 429, retryAfterMs: 20 },
    { status: 500, headers: { 'retry-after-ms': '20' } }, { reset: true }];
  const faults = EMULATOR_URL + '/_emulator/faults?account=demo';
  const set = await fetch(faults, { method: 'PUT', headers, body: JSON.stringify({
    faults: script.map((fault) => ({ match: { operation: 'files.upload' }, ...fault })) }) });
  assert.equal(set.status, 200, await set.text());
  const patient = new ImageKit({ ...options, maxRetries: 3 });
  const file = await patient.files.upload({ file: await toFile(photo, 'photo.jpg'),
    fileName: 'retried.jpg' });
  await deliversPhoto(file);
  const told = await (await fetch(faults)).json();
  assert.equal(told.completed, true, JSON.stringify(told));
  assert.deepEqual(told.faults.map((fault) => fault.requests.map((one) => one.attempt)),
    [[0], [1], [2]]);
  assert.equal((await client.assets.list({ searchQuery: 'name : "retried"' })).length, 1);
});

await step('gives up after the retries it is allowed', async () => {
  const faults = EMULATOR_URL + '/_emulator/faults?account=demo';
  const set = await fetch(faults, { method: 'PUT', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults: [{ status: 429, retryAfterMs: 10, times: 0 }] }) });
  assert.equal(set.status, 200, await set.text());
  const error = await rejection(new ImageKit({ ...options, maxRetries: 1 }).assets.list());
  assert.ok(error instanceof ImageKit.RateLimitError, error.constructor.name);
  const told = await (await fetch(faults)).json();
  assert.deepEqual(told.faults[0].requests.map((one) => one.attempt), [0, 1]);
  assert.equal((await fetch(faults, { method: 'DELETE' })).status, 204);
});

end();
