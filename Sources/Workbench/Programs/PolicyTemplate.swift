import CTemplates
import Foundation

/// A policy in Python to start from: a small helper and a policy that uses it. Both are part of the program.
package enum PolicyTemplate {
    /// Name of the helper's file, which lies beside the policy.
    package static let helperName = String(cString: policy_helper_template().name)

    /// A module of the standard library alone, so that nothing need be installed.
    package static let helper = policy_helper_template().text

    /// The policy under the name of its file.
    package static func policy(named path: String) -> String {
        policy_template().text
            .replacingOccurrences(of: "NAME", with: URL(fileURLWithPath: path).lastPathComponent)
    }
}
