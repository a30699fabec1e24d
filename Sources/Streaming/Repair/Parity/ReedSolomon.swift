import CISAL
import RTP

/// The code of Reed and Solomon over GF(2⁸) by ISA-L: parity i of data j is weighed by 1 / ((32 + i) ⊕ j).
/// These coefficients are a Cauchy matrix, of which every square part can be inverted (J. Blömer et al.,
/// "An XOR-based erasure-resilient coding scheme", 1995), and blocks of any size have the same ones: so
/// tables are made once, and a block that ends early is a block like others. One thread; nothing
/// allocates after init.
struct ReedSolomon: ~Copyable {
    /// What ISA-L works on at a time: shards are zeros up to a multiple of so many bytes.
    static var stepBytes: Int { 64 }
    /// ISA-L's tables of one coefficient.
    private static var tableBytes: Int { 32 }

    private let coefficients: UnsafeMutablePointer<UInt8>
    private let tables: UnsafeMutablePointer<UInt8>
    /// For solving: the part of the matrix, its inverse, the inverse's tables.
    private let part: UnsafeMutablePointer<UInt8>
    private let inverse: UnsafeMutablePointer<UInt8>
    private let inverseTables: UnsafeMutablePointer<UInt8>

    init() {
        let (data, parity) = (ParityPayload.mostData, ParityPayload.mostParity)
        func bytes(_ count: Int) -> UnsafeMutablePointer<UInt8> {
            let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
            bytes.initialize(repeating: 0, count: count)
            return bytes
        }
        // The identity is above the parity's rows.
        coefficients = bytes((data + parity) * data)
        gf_gen_cauchy1_matrix(coefficients, Int32(data + parity), Int32(data))
        tables = bytes(Self.tableBytes * data * parity)
        ec_init_tables(Int32(data), Int32(parity), coefficients + data * data, tables)
        part = bytes(parity * parity)
        inverse = bytes(parity * parity)
        inverseTables = bytes(Self.tableBytes * parity * parity)
    }

    deinit {
        coefficients.deallocate()
        tables.deallocate()
        part.deallocate()
        inverse.deallocate()
        inverseTables.deallocate()
    }

    /// `bytes` rounded up to what ISA-L works on.
    static func padded(_ bytes: Int) -> Int { (bytes + stepBytes - 1) / stepBytes * stepBytes }

    /// Adds shard `column` of the data, `bytes` long, to the first `rows` parities.
    func add(
        _ shard: UnsafeMutablePointer<UInt8>, column: Int, bytes: Int,
        to parities: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, rows: Int
    ) {
        ec_encode_data_update(
            Int32(bytes), Int32(ParityPayload.mostData), Int32(rows), Int32(column), tables, shard,
            parities)
    }

    /// Adds shard `column` of the data to parity `row` alone; what was in it is thereby taken out.
    func add(
        _ shard: UnsafeMutablePointer<UInt8>, column: Int, bytes: Int,
        to parity: UnsafeMutablePointer<UInt8>, row: Int
    ) {
        var target: UnsafeMutablePointer<UInt8>? = parity
        ec_encode_data_update(
            Int32(bytes), Int32(ParityPayload.mostData), 1, Int32(column),
            tables + row * ParityPayload.mostData * Self.tableBytes, shard, &target)
    }

    /// Computes the `count` shards of the columns `missing` from as many parities, of the rows `rows`, out
    /// of which all other data has been taken.
    func solve(
        _ count: Int, missing: UnsafePointer<Int>, rows: UnsafePointer<Int>, bytes: Int,
        parities: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>,
        into shards: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    ) -> Bool {
        let data = ParityPayload.mostData
        for row in 0..<count {
            for column in 0..<count {
                part[row * count + column] =
                    coefficients[(data + rows[row]) * data + missing[column]]
            }
        }
        guard gf_invert_matrix(part, inverse, Int32(count)) == 0 else { return false }
        ec_init_tables(Int32(count), Int32(count), inverse, inverseTables)
        ec_encode_data(
            Int32(bytes), Int32(count), Int32(count), inverseTables, parities, shards)
        return true
    }
}
