/// The eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's cyclic rotations: Golub and Van Loan, "Matrix
/// computations", 4th edition, section 8.5. For the few dimensions of a search nothing faster is needed.
struct SymmetricEigen {
    let values: [Double]
    /// Column j belongs to `values[j]`; rows first.
    let vectors: [[Double]]

    init(_ matrix: [[Double]]) {
        var a = matrix
        let n = a.count
        var v = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0 } }
        for _ in 0..<50 {
            var off = 0.0
            for p in 0..<n { for q in 0..<n where q > p { off += a[p][q] * a[p][q] } }
            guard off > 1e-30 else { break }
            for p in 0..<n {
                for q in 0..<n where q > p && a[p][q] != 0 {
                    let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                    let t = (theta >= 0 ? 1.0 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
                    let c = 1 / (t * t + 1).squareRoot()
                    let s = t * c
                    for k in 0..<n {
                        let (x, y) = (a[k][p], a[k][q])
                        (a[k][p], a[k][q]) = (c * x - s * y, s * x + c * y)
                    }
                    for k in 0..<n {
                        let (x, y) = (a[p][k], a[q][k])
                        (a[p][k], a[q][k]) = (c * x - s * y, s * x + c * y)
                    }
                    for k in 0..<n {
                        let (x, y) = (v[k][p], v[k][q])
                        (v[k][p], v[k][q]) = (c * x - s * y, s * x + c * y)
                    }
                }
            }
        }
        values = (0..<n).map { a[$0][$0] }
        vectors = v
    }
}
