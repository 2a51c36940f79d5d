import type { FastifyReply } from 'fastify';
import type { Download } from '../downloads/download.ts';

/** A workbook is built in memory; larger parts come as CSV or Parquet. */
export const MOST_SHEET_ROWS = 100_000;

export function sendDownload(reply: FastifyReply, { contentType, fileName, content }: Download): FastifyReply {
  return reply
    .type(contentType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('cache-control', 'public, max-age=300')
    .send(content);
}
