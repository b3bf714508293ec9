import { XMLParser } from 'fast-xml-parser'
import { fieldOf, isObject, textOf, type JsonObject } from '../../text/field-of.ts'
import { jsonOf, type HttpAnswer } from '../http-client.ts'

/** What an answer says, without its sentences: those of a wrong signature quote what was sent. */
export interface AwsSaid {
  /** Of a success; empty where the operation answers nothing. */
  readonly data?: JsonObject
  /** Name of the error, or `status 503` where none is given. */
  readonly error?: string
  /**
   * Whether a policy of the identity itself denies it in so many words
   * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
   */
  readonly isExplicitDeny: boolean
}

/** Texts stay texts; lists are made of `member`. Entities of documents are not resolved. */
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name) => name === 'member',
})

const namePattern = /^[\w.]{1,80}$/

/** @returns `undefined` for what is no XML */
export function parseAwsXml(body: Uint8Array): unknown {
  try {
    return parser.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function readQuery({ status, body }: HttpAnswer, operation: string): AwsSaid {
  const document = parseAwsXml(body)
  const response = fieldOf(document, `${operation}Response`)
  const result = fieldOf(response, `${operation}Result`)
  // What changes something may answer without a result.
  if (status === 200 && isObject(response)) return said(isObject(result) ? result : {})
  // Some that speak AWS's protocol have a list round it; SDKs take both.
  const error =
    fieldOf(document, 'ErrorResponse', 'Error') ??
    fieldOf(document, 'ErrorResponse', 'Errors', 'Error')
  return refusedBy(status, textOf(error, 'Code'), textOf(error, 'Message'))
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html; a namespace before `#` and an address behind `:` may stand round a name. */
export function readJson(answer: HttpAnswer): AwsSaid {
  const body = jsonOf(answer)
  if (answer.status === 200 && isObject(body)) return said(body)
  const type = textOf(body, '__type')?.replace(/^.*#/, '').replace(/:.*$/s, '')
  return refusedBy(answer.status, type, textOf(body, 'message') ?? textOf(body, 'Message'))
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function readRestXml({ status, body }: HttpAnswer, root: string): AwsSaid {
  const document = parseAwsXml(body)
  const result = fieldOf(document, root)
  if (status === 200 && result !== undefined) return said(isObject(result) ? result : {})
  const error = fieldOf(document, 'Error')
  return refusedBy(status, textOf(error, 'Code'), textOf(error, 'Message'))
}

function said(data: JsonObject): AwsSaid {
  return { data, isExplicitDeny: false }
}

function refusedBy(status: number, code: string | undefined, message: string | undefined): AwsSaid {
  return {
    error: code !== undefined && namePattern.test(code) ? code : `status ${status}`,
    isExplicitDeny: /with an explicit deny in an identity-based policy/.test(message ?? ''),
  }
}
