package gatehouse.ike.sa;

import gatehouse.pki.OwnStatus;
import gatehouse.address.Pools;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Signers;
import gatehouse.dataplane.DataPlane;
import gatehouse.ike.Redirects;
import gatehouse.session.SessionDirectory;
import gatehouse.virtualaccess.CompiledLists;
import java.security.SecureRandom;

/// What exchanges work with besides the SA itself. All of it answers at once.
///
/// @param shard     number of the engine, the low octet of every SPI
/// @param compiledLists access lists that many sessions have
/// @param ownStatus what OCSP responders say about our certificates
/// @param crashTokens   what peers know us by after a crash
/// @param redirects whether newcomers are sent elsewhere
/// @param reassembly room for messages of which fragments are missing
/// @param directory read only: the owner of an entry writes it when it performs our effects
public record EngineTools(
        int shard,
        Algorithms algorithms,
        Signers signers,
        SecureRandom random,
        Pools pools,
        DataPlane dataPlane,
        SessionDirectory directory,
        SaRegister register,
        SessionIds sessionIds,
        CompiledLists compiledLists,
        OwnStatus ownStatus,
        CrashTokens crashTokens,
        Redirects redirects,
        Reassembly reassembly) {}
