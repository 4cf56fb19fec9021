import Foundation
import OutsidePrograms
import Testing

/// The environment for training, held to what Gymnasium itself asks of one.
@Suite("The environment for training")
struct GymnasiumTests {
    /// A Python of the tests' own that has Gymnasium from PyPI; nil where it cannot be had.
    private static let python: String? = {
        let folder = DocumentationTests.repository.appendingPathComponent(".build/gymnasium").path
        let python = folder + "/bin/python"
        let asks = ["-c", "import gymnasium"]
        if let found = try? OutsideProgram(python).run(asks), found.status == 0 { return python }
        guard let base = OutsideProgram.python else { return nil }
        guard let made = try? base.run(["-m", "venv", "--clear", folder]), made.status == 0 else { return nil }
        let wanted = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "gymnasium==1.4.0"]
        guard let got = try? OutsideProgram(python).run(wanted), got.status == 0 else { return nil }
        return python
    }()

    @Test(
        "the example passes gymnasium.utils.env_checker, and gives the same for the same seed",
        .enabled(if: python != nil, "Gymnasium cannot be had: PyPI is out of reach, or Python has no venv")
    )
    func passesChecker() async throws {
        try await withSmallScenario { patchlab, folder in
            let script = """
                import sys, warnings
                sys.path.insert(0, sys.argv[1])
                import numpy as np
                from gymnasium.utils.env_checker import check_env
                from patchlab_env import PatchLabEnv
                make = lambda: PatchLabEnv("small.yaml", command=(sys.argv[2], "serve-env"), horizon_steps=30)
                env = make()
                check_env(env, skip_render_check=True)
                def course(env, seed):
                    seen = [env.reset(seed=seed)[0]]
                    rewards, ended, cut = [], False, False
                    while not (ended or cut):
                        one, reward, ended, cut, _ = env.step(np.array([1, 0]))
                        seen.append(one)
                        rewards.append(reward)
                    return np.array(seen), rewards, ended, cut
                first, second, other = course(env, 5), course(make(), 5), course(env, 6)
                print(np.array_equal(first[0], second[0]), first[1] == second[1], first[1] == other[1])
                print(len(first[1]), first[2:], all(reward <= 0 for reward in first[1]))
                env.close()
                env.close()
                """
            let runner = CommandRunner(
                executable: URL(fileURLWithPath: try #require(Self.python)),
                directory: folder.url
            )
            let result = try await runner.run(
                "-W",
                "error::UserWarning",
                "-c",
                script,
                PolicyCommandTests.examples.path,
                patchlab.executable.path
            )
            #expect(result.outputText == "True True False\n30 (False, True) True\n", "\(result.errorText)")
        }
    }
}
