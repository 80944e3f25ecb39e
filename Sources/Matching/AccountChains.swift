// SPDX-License-Identifier: Apache-2.0

package import Memory

/// One account's resting orders, of all markets, oldest entry first, by slot.
package struct AccountChain: BitwiseCopyable {
  package var first: UInt32
  package var last: UInt32
  package var count: UInt32
}

/// The resting orders of each account as a chain through the orders themselves, so that a mass
/// cancel visits that account's orders and no others.
package struct AccountChains: ~Copyable {
  package let chains: Slab<AccountChain>

  package init(accountsMax: Int) { chains = Slab(count: accountsMax) }

  /// Puts the order in `slot` at the end of its account's chain.
  @inline(__always)
  @_noAllocation @_noLocks
  package func append(_ slot: UInt32, in pool: borrowing OrderPool) {
    let account = pool.slots[slot].account
    let last = chains[account].last
    pool.slots[slot].accountPrevious = last
    pool.slots[slot].accountNext = 0
    if last != 0 {
      pool.slots[last].accountNext = slot
    } else {
      chains[account].first = slot
    }
    chains[account].last = slot
    chains[account].count &+= 1
  }

  /// Takes the order in `slot` out of its account's chain.
  @inline(__always)
  @_noAllocation @_noLocks
  package func remove(_ slot: UInt32, in pool: borrowing OrderPool) {
    let account = pool.slots[slot].account
    let next = pool.slots[slot].accountNext
    let previous = pool.slots[slot].accountPrevious
    if next != 0 {
      pool.slots[next].accountPrevious = previous
    } else {
      chains[account].last = previous
    }
    if previous != 0 {
      pool.slots[previous].accountNext = next
    } else {
      chains[account].first = next
    }
    chains[account].count &-= 1
  }
}
