import { EngineError, type EngineErrorCode } from '@ossimg/engine'
import { GrammarError, type GrammarErrorCode } from '@ossimg/grammar'
import { SignerError, type SignerErrorCode } from '@ossimg/signer'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { xmlDocument } from '../documents/xml.ts'
import { ServerError, type ServerErrorCode } from '../errors.ts'
import { StorageError, type StorageErrorCode } from '../storage/errors.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The OSS code of an error that was sent, for the log. */
    errorCode: string | undefined
  }
}

/** Every code that any part of the server throws. */
export type ErrorCode =
  | EngineErrorCode
  | GrammarErrorCode
  | ServerErrorCode
  | SignerErrorCode
  | StorageErrorCode

/** Source: OSS, "Error codes", and the error pages of image processing. */
export const STATUS = {
  AccessDenied: 403,
  AccessForbidden: 403,
  AccessKeyIdAndSecurityTokenNotMatch: 403,
  BadRequest: 400,
  BadWebPImage: 400,
  BucketAlreadyExists: 409,
  BucketNotEmpty: 409,
  CutEdgeExceedRange: 400,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  FileAlreadyExists: 409,
  ImageTooLarge: 400,
  IncompleteBody: 400,
  IncorrectNumberOfFilesInPOSTRequest: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidCRC64: 400,
  InvalidDigest: 400,
  InvalidObjectName: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidPolicyDocument: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidSecurityToken: 403,
  MalformedPOSTRequest: 400,
  MalformedXML: 400,
  MaxPOSTPreDataLengthExceededError: 400,
  MethodNotAllowed: 405,
  MissingArgument: 400,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchCORSConfiguration: 404,
  NoSuchKey: 404,
  NoSuchStyle: 404,
  NoSuchUpload: 404,
  NotImplemented: 400,
  ObjectNotAppendable: 409,
  PositionNotEqualToLength: 409,
  PreconditionFailed: 412,
  RequestTimeout: 400,
  RequestTimeTooSkewed: 403,
  SecurityTokenExpired: 403,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
  WatermarkError: 400,
} as const satisfies Record<ErrorCode, number>

/** An error as it is told to the caller. */
export interface ErrorAnswer {
  readonly code: ErrorCode
  readonly message: string
  readonly ec: string | undefined
  /** Elements after `HostId`. */
  readonly fields: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** What the caller is told of an error. One that no part of the server knows is `InternalError`, without its text. */
export function answerOf(error: unknown): ErrorAnswer {
  if (error instanceof ServerError) return answer(error, error.fields, error.headers)
  if (error instanceof SignerError) return answer(error, error.details)
  if (error instanceof StorageError) return answer(error, error.fields, positionHeader(error))
  if (error instanceof GrammarError) return answer(error, argumentFields(error))
  if (error instanceof EngineError) return answer(error)
  const message = 'We encountered an internal error. Please try again.'
  return answer({ code: 'InternalError', message, ec: undefined })
}

function answer(
  { code, message, ec }: Pick<ErrorAnswer, 'code' | 'message' | 'ec'>,
  fields: ErrorAnswer['fields'] = {},
  headers: ErrorAnswer['headers'] = {},
): ErrorAnswer {
  return { code, message, ec, fields, headers }
}

/** Where to append instead; an SDK cannot do without it. Source: OSS, "AppendObject". */
function positionHeader({ nextPosition }: StorageError): Record<string, string> {
  return nextPosition === undefined ? {} : { 'x-oss-next-append-position': String(nextPosition) }
}

function argumentFields({ code, parameter, value }: GrammarError): Record<string, string> {
  if (code !== 'InvalidArgument' || parameter === undefined || value === undefined) return {}
  return { ArgumentName: parameter, ArgumentValue: value }
}

/** The error document. Source: OSS, "Error responses". */
export function errorDocument(
  { code, message, ec, fields }: Pick<ErrorAnswer, 'code' | 'message' | 'ec' | 'fields'>,
  requestId: string,
  hostId: string,
): string {
  return xmlDocument([
    'Error',
    [
      ['Code', code],
      ['Message', message],
      ['RequestId', requestId],
      ['HostId', hostId],
      ...Object.entries(fields),
      ...(ec === undefined ? [] : [['EC', ec] as const]),
    ],
  ])
}

/** Answers every error that a hook or a handler throws. */
export function replyWithErrors(app: FastifyInstance): void {
  app.decorateReply('errorCode')
  app.setErrorHandler((error, request, reply) => {
    const told = answerOf(error)
    // Whoever has gone away took the connection along: what failed then is no fault of ours.
    if (told.code === 'InternalError' && !request.socket.destroyed)
      request.log.error({ err: error }, 'internal error')
    reply.errorCode = told.code
    return sendError(told, request, reply)
  })
}

function sendError(told: ErrorAnswer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  forgetHeaders(reply)
  reply.code(STATUS[told.code]).headers(told.headers)
  if (told.ec !== undefined) reply.header('x-oss-ec', told.ec)
  const document = errorDocument(told, request.id, request.headers.host ?? '')
  if (request.method === 'HEAD')
    return reply.header('x-oss-err', headerCopy(document, told, request.id)).send()
  return reply.header('content-type', 'application/xml').send(Buffer.from(document))
}

/** Longer headers make clients give up on the whole answer. */
const MAX_HEADER_COPY = 8 * 1024

/** Characters of a message that is cut. */
const SHORT_MESSAGE = 256

/** The document for an answer that can have no body; cut to the essentials where it would be too much for a header. */
function headerCopy(document: string, told: ErrorAnswer, requestId: string): string {
  const copy = Buffer.from(document).toString('base64')
  if (copy.length <= MAX_HEADER_COPY) return copy
  const short = { ...told, message: told.message.slice(0, SHORT_MESSAGE), fields: {} }
  return Buffer.from(errorDocument(short, requestId, '')).toString('base64')
}

const COMMON_HEADERS: ReadonlySet<string> = new Set(['connection', 'server', 'x-oss-request-id'])

/** Drops what was meant for the answer that failed, such as the length of an object that could not be read. */
function forgetHeaders(reply: FastifyReply): void {
  for (const name of Object.keys(reply.getHeaders())) {
    if (COMMON_HEADERS.has(name)) continue
    reply.removeHeader(name)
    reply.raw.removeHeader(name)
  }
}
