import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openChangeRepository } from '../../src/scan/change/open-change-repository.ts'
import { testDirectory } from './git-process.ts'

/** @returns its address, by which it is called */
async function serve(name: string, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://${name}:${(server.address() as AddressInfo).port}`
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
  const opened = await openChangeRepository({
    workspace: undefined,
    serverUrl: forge,
    repository: 'octo/shop',
    token: 'a-job-token',
    temporaryDirectory: testDirectory(),
    env: process.env,
  })
  onTestFinished(() => opened.close())
  await expect(opened.supply.fetch(['12345678'.repeat(5)], 1)).rejects.toMatchObject({
    code: 'FETCH_FAILED',
  })
  expect(seen).toEqual([])
})
