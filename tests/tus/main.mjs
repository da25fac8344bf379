/*
 * main.mjs: tus-js-client, unmodified, against a region: one line per check, 'passed NAME' or
 * 'failed NAME'. Started by run, which reads the other lines: 'kill BYTES URL' asks it to kill edged
 * once the upload has that many bytes, 'compare URL FILE' to compare what arrived.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Upload } from 'tus-js-client';

const endpoint = `${process.env.VITRINE_URL}/api/v1/uploads`;
const headers = { Cookie: `vitrine_session=${process.env.VITRINE_SESSION}` };
const large = process.env.VITRINE_LARGE; /* over 64 MiB */
const clip = process.env.VITRINE_CLIP;
const MIB = 1 << 20;
const delays = Array.from({ length: 40 }, (_, i) => Math.min(100 * (i + 1), 1000));
let failed = 0;

function say(...words) {
  console.log(words.join(' '));
}

async function check(name, run) {
  try {
    await run();
    say('passed', name);
  } catch (error) {
    failed += 1;
    say('failed', name);
    say(`    ${error.stack.replaceAll('\n', '\n    ')}`);
  }
}

/* A whole upload; what the service and the client said of it. */
function send(file, title, options = {}) {
  const noted = { retries: 0, urls: [], progress: [], requests: [] };
  const done = new Promise((resolve, reject) => {
    const upload = new Upload(readFileSync(file), {
      endpoint,
      headers,
      metadata: { title, filename: 'not kept.mp4', filetype: 'video/mp4' },
      retryDelays: delays,
      onProgress: (sent) => noted.progress.push(sent),
      onUploadUrlAvailable: () => noted.urls.push(upload.url),
      onAfterResponse: (request, response) =>
        noted.requests.push(`${request.getMethod()} ${response.getStatus()}`),
      onShouldRetry: (error) => {
        noted.retries += 1;
        const status = error.originalResponse?.getStatus() ?? 0;
        return status === 0 || status >= 500 || status === 409;
      },
      onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader('Vitrine-Video')),
      onError: reject,
      ...options,
    });
    noted.upload = upload;
    upload.start();
  });
  return { noted, done };
}

async function shown(id) {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${process.env.VITRINE_URL}/api/v1/videos/${id}`, { headers });
    if (answer.ok) {
      const video = await answer.json();
      if (video.state !== 'processing') {
        return video;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`video ${id} is not prepared`);
}

async function survivesKills(options, least) {
  const size = readFileSync(large).length;
  const title = `Killed meanwhile ${Math.random()}`;
  const kills = [Math.floor(size * 0.3), Math.floor(size * 0.6), Math.floor(size * 0.85)];
  let asked = false;
  const { noted, done } = send(large, title, {
    ...options,
    onUploadUrlAvailable: () => {
      if (!asked) {
        asked = true;
        say('kill', kills.join(','), noted.upload.url);
      }
    },
  });
  const id = await done;
  assert.ok(noted.retries >= least, `${noted.retries} retries`);
  assert.equal(noted.requests.filter((line) => line === 'POST 201').length, 1);
  say('compare', noted.upload.url, large);
  const video = await shown(id);
  assert.equal(video.state, 'public', video.reason);
  assert.equal(video.title, title);
}

await check('one_upload_survives_kills_of_edged', () => survivesKills({}, 2));
await check('one_upload_in_chunks_survives_kills_of_edged', () =>
  survivesKills({ chunkSize: 6 * MIB, uploadDataDuringCreation: true }, 1),
);

await check('creation_brings_the_first_chunk', async () => {
  const { noted, done } = send(clip, 'With creation', { uploadDataDuringCreation: true });
  const video = await shown(await done);
  assert.equal(video.state, 'public');
  assert.deepEqual(noted.requests, ['POST 201']);
});

await check('several_uploads_at_once', async () => {
  const under = Array.from({ length: 6 }, (_, i) => send(clip, `Number ${i}`, { chunkSize: 9999 }));
  const ids = await Promise.all(under.map(({ done }) => done));
  assert.equal(new Set(ids).size, 6);
  for (const [i, id] of ids.entries()) {
    assert.equal((await shown(id)).title, `Number ${i}`);
  }
});

await check('terminated_upload_is_gone', async () => {
  let upload = null;
  await new Promise((resolve, reject) => {
    const { noted } = send(large, 'Given up', {
      chunkSize: MIB,
      onChunkComplete: () => {
        upload = noted.upload;
        upload.abort(true).then(resolve, reject);
      },
    });
  });
  const answer = await fetch(upload.url, {
    method: 'HEAD',
    headers: { ...headers, 'Tus-Resumable': '1.0.0' },
  });
  assert.equal(answer.status, 404);
});

await check('paused_upload_goes_on_by_its_address', async () => {
  let url = '';
  await new Promise((resolve, reject) => {
    const { noted } = send(clip, 'Paused', {
      chunkSize: 20_000,
      onChunkComplete: (_, accepted) => {
        if (accepted >= 60_000 && url === '') {
          url = noted.upload.url;
          noted.upload.abort().then(resolve, reject);
        }
      },
    });
  });
  const { noted, done } = send(clip, 'Paused', { uploadUrl: url });
  assert.equal((await shown(await done)).title, 'Paused');
  assert.deepEqual(noted.requests, ['HEAD 200', 'PATCH 204']);
});

await check('too_large_is_refused_before_a_byte', async () => {
  const { done } = send(clip, 'Too large', { uploadSize: 513 * MIB });
  const error = await done.then(() => null, (reason) => reason);
  assert.equal(error.originalResponse.getStatus(), 413);
  assert.equal(JSON.parse(error.originalResponse.getBody()).limit, 512 * MIB);
});

process.exitCode = failed === 0 ? 0 : 1;
