import EventEngine
import PatchModel
import PatchSimulator

@testable import Training
