import { expect, test } from 'vitest'
import { readCloudTrailRecord } from '../../../src/inventory/accesses/read-cloudtrail-record.ts'
import { targetOf } from './target-of.ts'

const own = '123456789012/eu-west-1/prod/db-secret'
const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-secret-AbCdEf'

function read(told: Record<string, unknown>, path = own, type = 'aws-secrets-manager') {
  const { name = 'GetSecretValue', ...more } = told
  const record = {
    eventTime: '2024-10-17T21:48:45Z',
    eventSource: 'secretsmanager.amazonaws.com',
    eventName: name,
    awsRegion: 'eu-west-1',
    recipientAccountId: '123456789012',
    ...more,
  }
  return readCloudTrailRecord(record, targetOf({ type, path }), {
    file: 'a',
    line: 1,
    format: 'cloudtrail',
  })?.event
}

test.for([
  ['the name', { requestParameters: { secretId: 'prod/db-secret' } }, own, true],
  ['the ARN', { requestParameters: { secretId: arn } }, own, true],
  ['the ARN without its suffix', { requestParameters: { secretId: arn.slice(0, -7) } }, own, true],
  ['an entered name', { requestParameters: { secretId: arn } }, 'prod/db-secret', true],
  ['an entered ARN', { requestParameters: { secretId: 'prod/db-secret' } }, arn, true],
  ['a list', { name: 'BatchGetSecretValue', requestParameters: { secretIdList: ['x', arn] } }, own, true],
  ['a former answer', { name: 'DeleteSecret', responseElements: { aRN: arn } }, own, true],
  ['rotation', { name: 'RotationStarted', additionalEventData: { SecretId: arn } }, own, true],
  ['another region', { awsRegion: 'us-east-1', requestParameters: { secretId: 'prod/db-secret' } }, own, false],
  ['another account', { recipientAccountId: '999999999999', requestParameters: { secretId: 'prod/db-secret' } }, own, false],
  ['an ARN of another account', { requestParameters: { secretId: arn.replace('123456789012', '999999999999') } }, own, false],
  ['a longer name', { requestParameters: { secretId: `${arn}-AbCdEf` } }, own, false],
  ['a parameter of that name', { name: 'GetParameter', requestParameters: { name: 'prod/db-secret' } }, own, false],
] as const)('%s tells of the secret or not', ([, told, path, isTold]) => {
  expect(read(told, path) !== undefined).toBe(isTold)
}) // prettier-ignore

test.for([
  ['/prod/db-secret', {}, true],
  ['/prod/db-secret:3', {}, true],
  ['arn:aws:ssm:eu-west-1:123456789012:parameter/prod/db-secret:3', {}, true],
  ['/prod/db', {}, false],
  ['arn:aws:ssm:eu-west-1:123456789012:parameter/prod/db-secret-abcdef', {}, false],
  [undefined, { path: '/prod' }, true],
  [undefined, { path: '/' }, false],
  [undefined, { path: '/', recursive: true }, true],
  [undefined, { path: '/pro', recursive: true }, false],
] as const)('parameter %s %j', ([name, more, isTold]) => {
  const told = {
    name: name === undefined ? 'GetParametersByPath' : 'GetParameter',
    requestParameters: { ...(name && { name }), ...more },
  }
  expect(read(told, own, 'aws-ssm') !== undefined).toBe(isTold)
})

test.for([
  ['AccessDenied', 'denied'],
  ['Client.UnauthorizedOperation', 'denied'],
  ['ResourceNotFoundException', 'failed'],
  ['ThrottlingException', 'failed'],
  [undefined, 'allowed'],
] as const)('error %s is %s', ([errorCode, outcome]) => {
  expect(read({ errorCode, requestParameters: { secretId: arn } })?.outcome).toBe(outcome)
})

test.for([
  [{ type: 'WebIdentityUser', userName: 'repo:a/b:ref:refs/heads/main', principalId: 'p' }, 'repo:a/b:ref:refs/heads/main'],
  [{ type: 'AWSService', invokedBy: 'secretsmanager.amazonaws.com' }, 'secretsmanager.amazonaws.com'],
  [{ type: 'AWSAccount', principalId: 'AIDA:x', accountId: '999999999999' }, 'AIDA:x'],
  [{ type: 'IdentityCenterUser', accountId: '1', onBehalfOf: { userId: 'u-1' } }, 'u-1'],
] as const)('%j is %s', ([userIdentity, principal]) => {
  expect(read({ userIdentity, requestParameters: { secretId: arn } })?.principal).toBe(principal)
}) // prettier-ignore
