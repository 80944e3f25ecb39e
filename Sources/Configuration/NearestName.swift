// SPDX-License-Identifier: Apache-2.0

/// The name of `names` that `word` was most likely meant to be, or nil when none is near.
///
/// Near means at most one edit for every three characters, and at least one: an insertion, a
/// deletion, a substitution, or two neighbours swapped. Case, `-` and `_` make no difference.
func nearestName(to word: String, among names: [String]) -> String? {
  // A name this long is not a slip of the finger, and the table below would grow with it.
  let charactersMax = 64
  guard word.count <= charactersMax else { return nil }
  var best: (name: String, distance: Int)?
  for name in names where name.count <= charactersMax {
    let distance = editDistance(folded(word), folded(name))
    let limit = max(1, min(word.count, name.count) / 3)
    if distance <= limit && distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}

private func folded(_ word: String) -> [Character] {
  word.lowercased().map { $0 == "_" ? "-" : $0 }
}

/// The optimal string alignment distance.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var twoBack = Array(repeating: 0, count: b.count + 1)
  var oneBack = Array(0...b.count)
  for i in 0..<a.count {
    var row = Array(repeating: i + 1, count: b.count + 1)
    for j in 0..<b.count {
      let substitution = oneBack[j] + (a[i] == b[j] ? 0 : 1)
      row[j + 1] = min(substitution, row[j] + 1, oneBack[j + 1] + 1)
      if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
        row[j + 1] = min(row[j + 1], twoBack[j - 1] + 1)
      }
    }
    twoBack = oneBack
    oneBack = row
  }
  return oneBack[b.count]
}
