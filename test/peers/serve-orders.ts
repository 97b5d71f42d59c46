/** The other side of `startInOwnProcess`: says that it is ready, then carries out one order after the other. */
export function serveOrders<Ready, Order>(
  ready: Ready,
  carryOut: (order: Order) => void | Promise<void>,
): void {
  process.on('message', ({ order }: { readonly order: Order }) => {
    void Promise.resolve(carryOut(order)).then(() => process.send?.('done'));
  });
  // Its parent may be killed: nothing would stop this one then.
  process.on('disconnect', () => process.exit());
  process.send?.(ready);
}
