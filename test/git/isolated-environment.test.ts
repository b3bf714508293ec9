import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConnectionSettings } from '../../src/git/isolated-environment.ts'
import { runGit, testDirectory } from './git-process.ts'

const forge = 'https://forge.example/'

test('how to reach a server is taken from the machine and the user, as it holds for the address, and from nowhere else', () => {
  const directory = testDirectory()
  const place = (name: string) => join(directory, name)
  writeFileSync(place('system'), '[http]\n\tproxy = http://of-the-machine\n\tsslCAInfo = /ca.pem\n')
  writeFileSync(place('user'), `[http "${forge}"]\n\tproxy = http://of-the-user\n[http]\n\tproxy = http://of-others\n\textraHeader = a\n`) // prettier-ignore
  mkdirSync(place('repository'))
  runGit(place('repository'), ['init', '-q', '.'])
  runGit(place('repository'), ['config', 'http.proxy', 'http://of-the-repository'])
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_SYSTEM: place('system'),
    GIT_CONFIG_GLOBAL: place('user'),
    GIT_DIR: join(place('repository'), '.git'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.proxy',
    GIT_CONFIG_VALUE_0: 'http://of-a-variable',
  }
  const settings = Object.fromEntries(readConnectionSettings(forge, env))
  expect(settings).toEqual({ 'http.proxy': 'http://of-the-user', 'http.sslcainfo': '/ca.pem' })
  expect(readConnectionSettings('https://other.example/', env)).toContainEqual(['http.proxy', 'http://of-others']) // prettier-ignore
})

test('git is asked once for an address', () => {
  const directory = testDirectory()
  writeFileSync(join(directory, 'user'), '[http]\n\tproxy = http://first\n')
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: join(directory, 'user') } // prettier-ignore
  const first = readConnectionSettings(forge, env)
  expect(first).toEqual([['http.proxy', 'http://first']])
  expect(readConnectionSettings(forge, env)).toBe(first)
})
