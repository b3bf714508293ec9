import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openChangeRepository } from '../../src/scan/change/open-change-repository.ts'
import { runGit as runGitOf } from '../../src/git/run-git.ts'
import { answerWithGit } from '../github/git-server.ts'
import { gitWord, runGit, testDirectory } from './git-process.ts'

/** @returns its address, by which it is called */
async function serve(name: string, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://${name}:${(server.address() as AddressInfo).port}`
}

async function open(serverUrl: string, repository: string, env: NodeJS.ProcessEnv = process.env) {
  const opened = await openChangeRepository({
    workspace: undefined,
    serverUrl,
    repository,
    token: 'a-job-token',
    temporaryDirectory: testDirectory(),
    env,
  })
  onTestFinished(() => opened.close())
  return opened
}

const packet = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text

test('a token is not taken along to another server', async () => {
  const seen: string[] = []
  const other = await serve('localhost', ({ headers }, response) => {
    seen.push(JSON.stringify(headers))
    response.setHeader('content-type', 'application/x-git-upload-pack-advertisement')
    const can = ['version 2\n', 'ls-refs\n', 'fetch=shallow filter\n'].map(packet).join('')
    response.end(`${packet('# service=git-upload-pack\n')}0000${can}0000`)
  })
  const forge = await serve('127.0.0.1', ({ url }, response) => {
    response.writeHead(302, { location: `${other}${url}` }).end()
  })
  const opened = await open(forge, 'octo/shop')
  await expect(opened.supply.fetch(['12345678'.repeat(5)], 1)).rejects.toMatchObject({
    code: 'FETCH_FAILED',
    message: expect.stringContaining(
      `it leads to ${other}, and a token goes to its own server only`,
    ),
  })
  expect(seen).toEqual([])
})

test('a repository that was renamed is found by its former name, also with a token', async () => {
  const root = testDirectory()
  const bare = join(root, 'octo/shop.git')
  mkdirSync(bare, { recursive: true })
  runGit(bare, ['init', '-q', '--bare', '-b', 'main', '.'])
  const tree = gitWord(bare, ['hash-object', '-w', '-t', 'tree', '--stdin'])
  const commit = gitWord(bare, ['commit-tree', tree, '-m', 'one'])
  runGit(bare, ['update-ref', 'refs/heads/main', commit])
  const git = answerWithGit({ root, token: 'a-job-token' })
  const asked: string[] = []
  const forge = await serve('127.0.0.1', (request, response) => {
    const [path] = request.url!.split('?')
    asked.push(path!)
    // As GitHub does it: for who may see it, with the name of now.
    const moved = request.url!.replace('/octo/old/', '/octo/shop.git/')
    if (moved === request.url) git(request, response)
    else response.writeHead(301, { location: `http://${request.headers.host}${moved}` }).end()
  })
  const opened = await open(forge, 'octo/old')
  await opened.supply.fetch([commit], 1)
  await opened.fetchAll()
  const found = await runGitOf(opened.repository, ['rev-parse', 'refs/heads/main'])
  expect(found.toString().trim()).toBe(commit)
  // To learn that it is another, and which; then no more.
  expect(asked.filter((path) => path.startsWith('/octo/old/'))).toHaveLength(2)
})

test('a git that takes no settings by its environment is said to be too old', async () => {
  const programs = testDirectory()
  const script = '#!/bin/sh\nunset GIT_CONFIG_COUNT\nPATH=${PATH#*:}\nexec git "$@"\n'
  writeFileSync(join(programs, 'git'), script, { mode: 0o755 })
  const PATH = `${programs}${delimiter}${process.env['PATH']}`
  const opened = await open('http://127.0.0.1:9', 'octo/shop', { PATH })
  await expect(opened.supply.fetch(['12345678'.repeat(5)], 1)).rejects.toMatchObject({
    code: 'FETCH_FAILED',
    message: expect.stringContaining('git is older than 2.31. Install a newer one'),
  })
})

test('where there is no git that is said', async () => {
  const opened = await open('http://127.0.0.1:9', 'octo/shop', { PATH: testDirectory() })
  await expect(opened.supply.fetch(['12345678'.repeat(5)], 1)).rejects.toMatchObject({
    code: 'GIT_MISSING',
    message: expect.stringContaining('Install git 2.31 or newer'),
  })
})

test('a server that leads on and on is left', async () => {
  let times = 0
  const forge = await serve('127.0.0.1', ({ url }, response) => {
    times++
    response.writeHead(301, { location: url!.replace(/^\/octo\/\w+/, `/octo/shop${times}`) }).end()
  })
  const opened = await open(forge, 'octo/shop')
  await expect(opened.supply.fetch(['12345678'.repeat(5)], 1)).rejects.toMatchObject({
    code: 'FETCH_FAILED',
    message: expect.stringContaining('returned error: 301'),
  })
  expect(times).toBe(3)
})
