// Packages that wrap imagekit for a framework:   node wrappers.cjs nestjs|strapi
const assert = require('node:assert/strict');
const { Readable } = require('node:stream');
const { options, photo, begin, end, step, redirectAxios, rejection,
  fetched } = require('./harness.cjs');

async function delivers(url, content) {
  const got = await fetched(url);
  assert.equal(got.status, content ? 200 : 404, url);
  if (content) assert.ok(got.body.equals(content), 'the bytes differ');
}

async function nestjs() {
  const name = 'imagekit-nestjs';
  begin(name);
  redirectAxios(name);
  require('reflect-metadata');
  const { Module } = require('@nestjs/common');
  const { NestFactory } = require('@nestjs/core');
  const { ImageKitModule, ImageKitService } = require(name);
  let service, file;
  await step('forRootAsync', 'forRootAsync, in an application of Nest', async () => {
    class Application {}
    const imports = [ImageKitModule.forRootAsync({ isGlobal: true, useFactory: async () => options })];
    Module({ imports })(Application);
    const application = await NestFactory.createApplicationContext(Application,
      { logger: false, abortOnError: false });
    service = application.get(ImageKitService);
  });
  await step('upload', 'upload', async () => {
    file = await service.upload({ file: photo, fileName: 'nest.jpg', folder: '/nest' });
    await delivers(file.url, photo);
  });
  await step('listFiles', 'listFiles', async () => assert.deepEqual(
    (await service.listFiles({ path: '/nest' })).map((one) => one.fileId), [file.fileId]));
  await step('url', 'url, signed', () => delivers(
    service.url({ path: file.filePath, signed: true, expireSeconds: 60 }), photo));
  await step('deleteFile', 'deleteFile', async () => {
    await service.deleteFile(file.fileId);
    await delivers(file.url, null);
  });
}

async function strapi() {
  const name = 'strapi-provider-upload-imagekit';
  begin(name);
  redirectAxios(name);
  const log = () => {};
  globalThis.strapi = { log: { info: log, warn: log, error: log } };
  const provider = require(name).init({ ...options, params: { folder: '/strapi' } });
  const file = { hash: 'photo_1a2b', ext: '.jpg', buffer: photo };
  await step('upload', 'upload', async () => {
    await provider.upload(file);
    assert.equal(file.buffer, undefined);
    assert.ok(file.url.startsWith(options.urlEndpoint + '/strapi/photo_1a2b'), file.url);
    await delivers(file.url, photo);
  });
  await step('uploadStream', 'uploadStream', async () => {
    const streamed = { hash: 'stream', ext: '.jpg', stream: Readable.from([photo]) };
    await provider.uploadStream(streamed);
    await delivers(streamed.url, photo);
  });
  await step('delete', 'delete', async () => {
    await provider.delete(file);
    await delivers(file.url, null);
  });
  await step('delete', 'delete, of what is gone', () => provider.delete(file));
  await step('upload', 'upload, refused', async () => {
    const stranger = require(name).init({ ...options, privateKey: 'private_nobody' });
    const error = await rejection(stranger.upload({ hash: 'a', ext: '.jpg', buffer: photo }));
    assert.equal(error.message, 'Your account cannot be authenticated.');
  });
  await step('', 'every method is called', () => assert.deepEqual(
    Object.keys(provider).sort(), ['delete', 'upload', 'uploadStream']));
}

({ nestjs, strapi })[process.argv[2]]().then(end);
