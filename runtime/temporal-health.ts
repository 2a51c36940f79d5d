import { connect } from 'node:http2';

const CHECK = '/grpc.health.v1.Health/Check';
const SERVICE = 'temporal.api.workflowservice.v1.WorkflowService';
/** `HealthCheckResponse` whose field 1, the status, is SERVING (1). */
const SERVING = Buffer.from([0, 0, 0, 0, 2, 8, 1]);

/**
 * Asks a Temporal server over gRPC's health protocol whether it serves workflows. Written out over HTTP/2, since the
 * client library takes longer to load than the server to start.
 */
export function isServing(address: string, timeout = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const timer = setTimeout(() => finish(false), timeout);
    const finish = (serving: boolean) => {
      clearTimeout(timer);
      session.destroy();
      resolve(serving);
    };
    session.on('error', () => finish(false));
    const request = session.request({
      ':method': 'POST',
      ':path': CHECK,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    request.on('error', () => finish(false));
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => finish(Buffer.concat(chunks).equals(SERVING)));
    request.end(healthCheckRequest(SERVICE));
  });
}

/** `HealthCheckRequest` with field 1, the service, behind gRPC's prefix: a zero byte and the length. */
function healthCheckRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const message = Buffer.concat([Buffer.from([0x0a, name.length]), name]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
