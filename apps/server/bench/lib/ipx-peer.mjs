// IPX as its readme sets it up, with the files of a folder. Parameter: the folder.
import { createServer } from 'node:http'
import { createIPX, createIPXNodeServer, ipxFSStorage } from 'ipx'

const ipx = createIPX({ storage: ipxFSStorage({ dir: process.argv[2] }) })
const server = createServer(createIPXNodeServer(ipx))
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
process.on('SIGTERM', () => process.exit())
