import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'

/** Something that vouches for hosts. */
export interface Authority {
  /** Its own certificate as PEM, for those who trust it. */
  readonly certificate: string
  /** A certificate for names and addresses, and its key, as PEM. */
  issue(...hosts: readonly string[]): { readonly certificate: string; readonly key: string }
}

/** A private authority, good for an hour. */
export function makeAuthority(name = 'Test authority'): Authority {
  const { publicKey, privateKey } = makePair()
  const self = { name, key: privateKey }
  return {
    certificate: certify({ name, publicKey, extensions: [CAN_ISSUE] }, self),
    issue: (...hosts) => {
      const pair = makePair()
      const subject = {
        name: hosts[0] ?? '',
        publicKey: pair.publicKey,
        extensions: [alternativeNames(hosts)],
      }
      return {
        certificate: certify(subject, self),
        key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }
    },
  }
}

function makePair() {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
}

interface Subject {
  readonly name: string
  readonly publicKey: KeyObject
  readonly extensions: readonly Buffer[]
}

/** A certificate of version 3 as PEM. Source: RFC 5280, 4.1. */
function certify(subject: Subject, issuer: { readonly name: string; readonly key: KeyObject }): string {
  const now = Date.now()
  const body = sequence(
    element(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer.name),
    sequence(time(now - 3_600_000), time(now + 3_600_000)),
    distinguishedName(subject.name),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(...subject.extensions)),
  )
  const signature = sign('sha256', body, issuer.key)
  const certificate = sequence(body, ECDSA_WITH_SHA256, bits(signature))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function distinguishedName(name: string): Buffer {
  const commonName = sequence(identifier('550403'), element(0x0c, Buffer.from(name)))
  return sequence(element(0x31, commonName))
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIP(host) === 0 ? element(0x82, Buffer.from(host)) : element(0x87, addressBytes(host)),
  )
  return sequence(identifier('551d11'), octets(sequence(...names)))
}

function addressBytes(address: string): Buffer {
  if (address === '::1') return Buffer.from([...Array(15).fill(0), 1])
  return Buffer.from(address.split('.').map(Number))
}

// DER: a tag, a length, the content. Source: ITU-T X.690, 8 and 10.
function element(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content])
  const bytes = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...bytes]), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts))
}

function integer(bytes: Buffer): Buffer {
  return element(0x02, bytes)
}

function bits(bytes: Buffer): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([0]), bytes]))
}

function octets(bytes: Buffer): Buffer {
  return element(0x04, bytes)
}

function identifier(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, 'hex'))
}

function time(milliseconds: number): Buffer {
  const text = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, '')
  return element(0x18, Buffer.from(text))
}

const ECDSA_WITH_SHA256 = sequence(identifier('2a8648ce3d040302'))

const TRUE = Buffer.from([0x01, 0x01, 0xff])

/** Basic constraints, critical. */
const CAN_ISSUE = sequence(identifier('551d13'), TRUE, octets(sequence(TRUE)))
