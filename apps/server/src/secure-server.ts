import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createServer, type SecureContextOptions, type Server } from 'node:tls'
import { ConfigError, type TlsConfig } from './config.ts'
import { allConfigured, readText } from './configuration/config-file.ts'
import { loadFiles, type ReloadingFiles } from './configuration/reloading-files.ts'

/** Makes TLS connections of others; it does not listen by itself. */
export interface SecureServer {
  readonly server: Server
  /** What its certificate changes with. */
  readonly files: ReloadingFiles
}

/** Milliseconds that a client has to agree on a connection. */
const HANDSHAKE_LIMIT = 10_000

/** A TLS server with the certificate in files, which later handshakes take anew when it changes. Throws ConfigError. */
export async function openSecureServer(
  { certificate, key }: TlsConfig,
  handshakeTimeout = HANDSHAKE_LIMIT,
): Promise<SecureServer> {
  const server = createServer({ ALPNProtocols: ['http/1.1'], handshakeTimeout })
  server.on('tlsClientError', (_, socket) => socket.destroy())
  const files = await loadFiles([certificate, key], async () => {
    const pair = await readPair(certificate, key)
    try {
      server.setSecureContext({ ...pair, minVersion: 'TLSv1.2' })
    } catch (error) {
      // Such as a key that is too short.
      throw new ConfigError([
        `OSSIMG_TLS_CERT: ${certificate}: ${error instanceof Error ? error.message : error}`,
      ])
    }
  })
  return { server, files }
}

/** A certificate and the key that fits it. Throws ConfigError, without a part of the key. */
async function readPair(certificateFile: string, keyFile: string): Promise<SecureContextOptions> {
  const [[cert, certificate], [key, privateKey]] = await allConfigured(
    readPem('OSSIMG_TLS_CERT', certificateFile, 'a certificate', (pem) => new X509Certificate(pem)),
    readPem('OSSIMG_TLS_KEY', keyFile, 'a private key without a passphrase', readPrivateKey),
  )
  if (certificate.checkPrivateKey(privateKey)) return { cert, key }
  throw new ConfigError([
    `OSSIMG_TLS_KEY: ${keyFile} holds the key of another certificate than ${certificateFile}`,
  ])
}

function readPrivateKey(pem: string): KeyObject {
  return createPrivateKey(pem)
}

async function readPem<Content>(
  variable: string,
  file: string,
  expected: string,
  read: (pem: string) => Content,
): Promise<readonly [pem: string, content: Content]> {
  const pem = await readText(variable, file)
  try {
    return [pem, read(pem)]
  } catch {
    throw new ConfigError([`${variable}: ${file} does not hold ${expected} as PEM`])
  }
}
