/**
 * The other side of `startInOwnProcess`: says that it is ready, then carries out one order after the other, and answers
 * what came of it.
 */
export function serveOrders<Ready, Order>(ready: Ready, carryOut: (order: Order) => unknown): void {
  process.on('message', ({ order }: { readonly order: Order }) => {
    void Promise.resolve(carryOut(order)).then((answer) => process.send?.({ answer }));
  });
  // Its parent may be killed: nothing would stop this one then.
  process.on('disconnect', () => process.exit());
  process.send?.(ready);
}
