// SPDX-License-Identifier: Apache-2.0

package import Memory

/// One account's resting orders, of all markets, oldest entry first, by slot.
package struct AccountChain: BitwiseCopyable {
  package var first: UInt32
  package var last: UInt32
  package var count: UInt32
}

/// An order's neighbours in its account's chain, by slot; 0 for none.
package struct AccountLink: BitwiseCopyable {
  package var next: UInt32
  package var previous: UInt32
}

/// The resting orders of each account as a chain beside the orders, so that a mass cancel visits
/// that account's orders and no others.
///
/// The links lie apart from the orders: entering and leaving touch both neighbours, and eight links
/// share the cache line that one neighbour's whole order would take. As in the pool, slot 0 takes
/// the writes meant for a neighbour that is not there.
package struct AccountChains: ~Copyable {
  package let chains: Slab<AccountChain>
  package let links: Slab<AccountLink>

  package init(accountsMax: Int, slots: Int) {
    chains = Slab(count: accountsMax)
    links = Slab(count: slots)
  }

  /// Puts the order in `slot` at the end of its account's chain.
  @inline(__always)
  @_noAllocation @_noLocks
  package func append(_ slot: UInt32, of account: UInt32) {
    var chain = chains[account]
    links[slot] = AccountLink(next: 0, previous: chain.last)
    links[chain.last].next = slot
    chain.first = chain.last == 0 ? slot : chain.first
    chain.last = slot
    chain.count &+= 1
    chains[account] = chain
  }

  /// Takes the order in `slot` out of its account's chain.
  @inline(__always)
  @_noAllocation @_noLocks
  package func remove(_ slot: UInt32, of account: UInt32) {
    var chain = chains[account]
    let link = links[slot]
    links[link.next].previous = link.previous
    links[link.previous].next = link.next
    chain.first = link.previous == 0 ? link.next : chain.first
    chain.last = link.next == 0 ? link.previous : chain.last
    chain.count &-= 1
    chains[account] = chain
  }
}
