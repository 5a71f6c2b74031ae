// Every method of the package imagekit, version 6, or 5 under the name imagekit5:
//   node imagekit.cjs imagekit|imagekit5
// The SDK's answers are then held against its declarations, see declarations.cjs.
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const { EMULATOR_URL, ORIGIN_URL, PHOTO, UNKNOWN, options, photo, other, begin, end, step,
  redirectAxios, rejection, fetched } = require('./harness.cjs');
const declarations = require('./declarations.cjs');

const name = process.argv[2];
const ImageKit = require(name);
const kit = new ImageKit(options);
redirectAxios(name);
begin(name);

// What the declarations promise of every upload, the service tells when it is asked.
const responseFields = ['isPrivateFile', 'customCoordinates'];
const answers = [];
const driven = new Set();
const s = {}; // what later rows need of earlier answers

function note(method, title, answer) {
  answers.push({ method, title, answer });
}

// A row: the method and what is special of it, its arguments, a check of its answer.
async function call(method, what, args, check) {
  driven.add(method);
  const title = what ? `${method}, ${what}` : method;
  await step(method, title, async () => {
    const answer = await kit[method](...args());
    if (answer?.$ResponseMetadata) note(method, title, answer);
    await check(answer);
  });
}

async function refused(method, what, args, status, check) {
  driven.add(method);
  await step(method, `${method}, ${what}`, async () => {
    const error = await rejection(kit[method](...args()));
    assert.equal(error.$ResponseMetadata.statusCode, status);
    assert.match(error.help, /support@imagekit\.io/);
    check(error);
  });
}

const put = (folder, fileName, content = photo, more = {}) => kit.upload({
  file: content, fileName, folder, useUniqueFileName: false, ...more });
const status = (code) => (answer) => assert.equal(answer.$ResponseMetadata.statusCode, code);
const delivers = async (url, content) => {
  const got = await fetched(url);
  assert.equal(got.status, content ? 200 : 404, url);
  if (content) assert.ok(got.body.equals(content), 'the bytes differ');
};
const at = (path) => options.urlEndpoint + path;

async function uploads() {
  await call('upload', 'a Buffer with all options', () => [{
    file: photo, fileName: 'photo.jpg', folder: '/up', useUniqueFileName: false, tags: ['a', 'b'],
    isPrivateFile: false, customCoordinates: '10,10,100,100', overwriteFile: true,
    overwriteAITags: true, overwriteTags: true, overwriteCustomMetadata: true, isPublished: true,
    customMetadata: { brand: 'Nike' }, checks: '"file.size" < "1mb"', webhookUrl: 'https://example.com/',
    responseFields: ['tags', 'customCoordinates', 'isPrivateFile', 'embeddedMetadata',
      'isPublished', 'customMetadata', 'metadata'] }], async (file) => {
    s.file = file;
    assert.deepEqual([file.name, file.filePath, file.tags, file.width, file.isPublished],
      ['photo.jpg', '/up/photo.jpg', ['a', 'b'], 640, true]);
    assert.deepEqual(file.customMetadata, { brand: 'Nike' });
    await delivers(file.url, photo);
  });
  await call('upload', 'a stream', () => [{
    file: fs.createReadStream(PHOTO), fileName: 'stream.jpg', responseFields }],
  (file) => delivers(file.url, photo));
  await call('upload', 'base64', () => [{
    file: photo.toString('base64'), fileName: 'base64.jpg', tags: 'x,y',
    responseFields: responseFields.join() }],
  (file) => delivers(file.url, photo));
  await call('upload', 'by URL', () => [{ file: ORIGIN_URL + '/photo.jpg', fileName: 'url.jpg', responseFields }],
    (file) => delivers(file.url, photo));
  await call('upload', 'a text', () => [{
    file: Buffer.from('words'), fileName: 'words.txt', folder: 'up', useUniqueFileName: false,
    responseFields }],
  (file) => {
    s.text = file;
    assert.equal(file.fileType, 'non-image');
  });
  await step('upload', 'upload, a video', async () => {
    const file = await kit.upload({ file: fs.createReadStream(process.env.VIDEO),
      fileName: 'video.mp4', folder: '/films' });
    assert.deepEqual([file.fileType, file.AITags], ['non-image', null]);
    await delivers(file.url, fs.readFileSync(process.env.VIDEO));
  });
  await call('upload', 'a private file', () => [{
    file: photo, fileName: 'private.jpg', isPrivateFile: true, folder: '/private',
    responseFields }], (file) => {
    s.private = file;
  });
  await call('upload', 'over a file: a version', () => [{
    file: other, fileName: 'photo.jpg', folder: '/up', useUniqueFileName: false }], (file) => {
    s.second = file;
    assert.equal(file.fileId, s.file.fileId);
    assert.equal(file.versionInfo.name, 'Version 2');
  });
  await call('upload', 'with extensions', () => [{ file: photo, fileName: 'extended.jpg',
    extensions: [{ name: 'google-auto-tagging', maxTags: 5, minConfidence: 95 }] }],
  (file) => assert.ok(file.extensionStatus['google-auto-tagging']));
  await call('upload', 'with a transformation', () => [{ file: photo, fileName: 'small.jpg',
    transformation: { pre: 'w-100' } }], (file) => assert.equal(file.width, 100));
  await refused('upload', 'what its checks refuse', () => [{
    file: photo, fileName: 'a.jpg', checks: '"file.size" < "1kb"' }], 400, () => {});
  await step('upload', 'upload, with a callback', () => new Promise((resolve, reject) => {
    kit.upload({ file: photo, fileName: 'callback.jpg' }, (error, file) => {
      if (error) reject(error);
      else delivers(file.url, photo).then(resolve, reject);
    });
  }));
}

async function readers() {
  await call('listFiles', 'of a folder', () => [{ path: '/up', sort: 'ASC_NAME' }],
    (files) => assert.deepEqual(files.map((file) => file.name), ['photo.jpg', 'words.txt']));
  await call('listFiles', 'by search', () => [{ searchQuery: 'name = "photo.jpg"', limit: 1, skip: 0 }],
    (files) => assert.deepEqual(files.map((file) => file.fileId), [s.file.fileId]));
  await call('listFiles', 'by tags and type', () => [{ tags: ['x', 'q'], fileType: 'image' }],
    (files) => assert.equal(files.length, 1));
  await call('listFiles', 'folders', () => [{ type: 'folder' }],
    (folders) => assert.deepEqual(folders.map((one) => one.folderPath).sort(), ['/films', '/private', '/up']));
  await call('listFiles', 'files and folders', () => [{ path: '/', includeFolder: true, sort: 'ASC_NAME' }],
    (found) => assert.deepEqual(found.filter((one) => one.type === 'folder')
      .map((one) => one.folderPath), ['/films', '/private', '/up']));
  await call('getFileDetails', 'of an image', () => [s.file.fileId], (file) => {
    assert.deepEqual([file.type, file.mime, file.versionInfo.name], ['file', 'image/png', 'Version 2']);
  });
  await call('getFileDetails', 'of a text', () => [s.text.fileId],
    (file) => assert.equal(file.mime, 'text/plain'));
  await refused('getFileDetails', 'of no file', () => [UNKNOWN], 404,
    (error) => assert.equal(error.message, 'The requested file does not exist.'));
  await call('getFileVersions', '', () => [s.file.fileId], (versions) => {
    assert.deepEqual(versions.map((one) => one.type), ['file', 'file-version']);
    s.older = versions[1].versionInfo.id;
  });
  await call('getFileVersionDetails', '', () => [{ fileId: s.file.fileId, versionId: s.older }],
    (version) => assert.equal(version.versionInfo.name, 'Version 1'));
  await call('restoreFileVersion', '', () => [{ fileId: s.file.fileId, versionId: s.older }],
    async (file) => {
      assert.equal(file.versionInfo.id, s.older);
      await delivers(file.url, photo);
    });
  await call('deleteFileVersion', '', () => [{
    fileId: s.file.fileId, versionId: s.second.versionInfo.id }], status(204));
  await call('getFileMetadata', 'by id', () => [s.file.fileId], (metadata) => {
    s.metadata = metadata;
    assert.deepEqual([metadata.width, metadata.format, metadata.exif], [640, 'jpg', {}]);
  });
  await call('getFileMetadata', 'by URL', () => [s.file.url],
    (metadata) => assert.deepEqual(metadata, s.metadata));
}

async function writers() {
  await call('updateFileDetails', '', () => [s.file.fileId, { tags: ['c'],
    customCoordinates: '1,2,3,4', customMetadata: { brand: 'Puma' }, removeAITags: ['z'] }],
  (file) => assert.deepEqual([file.tags, file.customCoordinates, file.customMetadata],
    [['c'], '1,2,3,4', { brand: 'Puma' }]));
  await call('updateFileDetails', 'unpublish', () => [s.text.fileId, {
    publish: { isPublished: false, includeFileVersions: true } }],
  () => delivers(at('/up/words.txt'), null));
  await refused('updateFileDetails', 'with a wrong value', () => [s.file.fileId, {
    customMetadata: { nobody: 1 } }], 400,
  (error) => assert.deepEqual(Object.keys(error.errors), ['nobody']));
  await call('bulkAddTags', '', () => [[s.file.fileId, s.text.fileId], ['d']],
    (answer) => assert.equal(answer.successfullyUpdatedFileIds.length, 2));
  await call('bulkRemoveTags', '', () => [[s.file.fileId], ['c']],
    (answer) => assert.deepEqual(answer.successfullyUpdatedFileIds, [s.file.fileId]));
  await call('bulkRemoveAITags', '', () => [[s.file.fileId], ['z']],
    (answer) => assert.deepEqual(answer.successfullyUpdatedFileIds, [s.file.fileId]));
  await call('createFolder', '', () => [{ folderName: 'made', parentFolderPath: '/up' }], status(201));
  await call('copyFile', '', () => [{ sourceFilePath: '/up/photo.jpg', destinationPath: '/up/made',
    includeFileVersions: true }], () => delivers(at('/up/made/photo.jpg'), photo));
  await call('moveFile', '', () => [{
    sourceFilePath: '/up/made/photo.jpg', destinationPath: '/moved' }],
  () => delivers(at('/moved/photo.jpg'), photo));
  await call('renameFile', '', () => [{ filePath: '/moved/photo.jpg', newFileName: 'new.jpg' }],
    () => delivers(at('/moved/new.jpg'), photo));
  await call('renameFile', 'and purge', () => [{
    filePath: '/moved/new.jpg', newFileName: 'newer.jpg', purgeCache: true }],
  (answer) => assert.match(answer.purgeRequestId, /^[0-9a-f]{24}$/));
  await refused('moveFile', 'of no file', () => [{
    sourceFilePath: '/nowhere.jpg', destinationPath: '/moved' }], 404,
  (error) => assert.equal(error.reason, 'SOURCE_FILE_MISSING'));
  await call('copyFolder', '', () => [{ sourceFolderPath: '/moved', destinationPath: '/copied',
    includeFileVersions: true }], async (job) => {
    s.job = job.jobId;
    await delivers(at('/copied/moved/newer.jpg'), photo);
  });
  await call('getBulkJobStatus', '', () => [s.job],
    (job) => assert.deepEqual([job.type, job.status], ['COPY_FOLDER', 'Completed']));
  await call('moveFolder', '', () => [{
    sourceFolderPath: '/copied/moved', destinationPath: '/there' }],
  () => delivers(at('/there/moved/newer.jpg'), photo));
  await refused('moveFolder', 'of no folder', () => [{
    sourceFolderPath: '/nowhere', destinationPath: '/there' }], 404,
  (error) => assert.equal(error.reason, 'NO_FILES_FOLDER'));
  await call('deleteFolder', '', () => ['/there'],
    () => delivers(at('/there/moved/newer.jpg'), null));
  await call('purgeCache', '', () => [s.file.url], (purge) => {
    s.purge = purge.requestId;
  });
  await call('getPurgeCacheStatus', '', () => [s.purge],
    (purge) => assert.equal(purge.status, 'Completed'));
}

const schemas = { Textarea: { maxLength: 9 }, Number: { minValue: 1, maxValue: 9 },
  Date: { minValue: '2024-01-01T00:00:00.000Z' }, Boolean: { defaultValue: true },
  SingleSelect: { selectOptions: ['s', 1, true] }, MultiSelect: { selectOptions: ['s', 1, true] } };

async function fields() {
  await call('createCustomMetadataField', 'Text', () => [{
    name: 'brand', label: 'Brand', schema: { type: 'Text', minLength: 2, maxLength: 20 } }],
  (field) => {
    s.field = field.id;
  });
  for (const [type, schema] of Object.entries(schemas)) {
    await call('createCustomMetadataField', type, () => [{
      name: type, label: type, schema: { type, ...schema } }],
    (field) => assert.deepEqual(field.schema, { type, ...schema }));
  }
  await refused('createCustomMetadataField', 'twice', () => [{
    name: 'brand', label: 'Brand', schema: { type: 'Text' } }], 400, () => {});
  await call('getCustomMetadataFields', '', () => [{ includeDeleted: false }],
    (list) => assert.equal(list.length, 7));
  await call('updateCustomMetadataField', '', () => [s.field, {
    label: 'The brand', schema: { maxLength: 30 } }],
  (field) => assert.deepEqual([field.label, field.schema.maxLength], ['The brand', 30]));
}

async function deletions() {
  await call('deleteCustomMetadataField', '', () => [s.field], status(204));
  await call('deleteFile', '', () => [s.text.fileId], status(204));
  await refused('deleteFile', 'again', () => [s.text.fileId], 404, () => {});
  await refused('bulkDeleteFiles', 'one unknown', () => [[s.file.fileId, UNKNOWN]], 404,
    (error) => assert.deepEqual(error.missingFileIds, [UNKNOWN]));
  await call('bulkDeleteFiles', '', () => [[s.file.fileId]],
    (answer) => assert.deepEqual(answer.successfullyDeletedFileIds, [s.file.fileId]));
}

// What the SDK computes itself, and the server must agree with.
async function local() {
  await call('url', 'of a path', () => [{ path: s.file.filePath }], (url) => delivers(url, photo));
  await call('url', 'with a transformation', () => [{
    path: s.file.filePath, transformation: [{ width: 100 }] }],
  async (url) => assert.equal((await fetched(url)).status, 200));
  await call('url', 'signed', () => [{ src: s.private.url, signed: true }],
    (url) => delivers(url, photo));
  await call('url', 'signed, with an expiry', () => [{
    path: s.private.filePath, signed: true, expireSeconds: 300 }], (url) => delivers(url, photo));
  await call('url', 'with parameters, signed', () => [{
    src: s.private.url, queryParameters: { v: '123' }, signed: true }],
  (url) => delivers(url, photo));
  await call('getAuthenticationParameters', '', () => [], async (parameters) => {
    const form = new FormData();
    const all = { fileName: 'page.jpg', publicKey: options.publicKey, ...parameters };
    for (const [key, value] of Object.entries(all)) form.append(key, String(value));
    form.append('file', new Blob([photo]), 'page.jpg');
    const answer = await fetch(EMULATOR_URL + '/api/v1/files/upload', { method: 'POST', body: form });
    assert.equal(answer.status, 200, await answer.text());
  });
  await call('pHashDistance', '', () => [s.metadata.pHash, s.metadata.pHash],
    (distance) => assert.equal(distance, 0));
  await call('verifyWebhookEvent', '', () => {
    const [body, secret, time] = ['{"type":"file.created","id":"1"}', 'whsec_test', '1767323045678'];
    const hash = crypto.createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    return [body, `t=${time},v1=${hash}`, secret];
  }, ({ event }) => assert.equal(event.type, 'file.created'));
}

async function asDeclared() {
  const wrong = declarations(name, answers);
  for (const [n, { method, title }] of answers.entries()) {
    await step(method, `${title}: as declared`, () => {
      if (wrong[n]) throw new Error(wrong[n]);
    });
  }
}

async function everyMethod() {
  const methods = [...Object.getOwnPropertyNames(ImageKit.prototype), 'verifyWebhookEvent']
    .filter((method) => method !== 'constructor');
  await step('', 'every method is called', () => assert.deepEqual(
    [...driven].sort(), methods.sort()));
}

(async () => {
  for (const part of [fields, uploads, readers, writers, local, deletions, asDeclared, everyMethod]) {
    await part();
  }
  end();
})();
