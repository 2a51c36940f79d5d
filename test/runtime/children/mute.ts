/** Never says that it is ready. */
setInterval(() => undefined, 1_000);
process.send?.({ type: 'something of another library' });
