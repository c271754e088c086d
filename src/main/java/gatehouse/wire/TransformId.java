package gatehouse.wire;

import java.util.Map;
import java.util.TreeMap;

/// The algorithms of IKEv2 by number and by name (RFC 7296, section 3.3.2). A number means something only together with
/// its [TransformType], so these are plain numbers; whatever is not listed still decodes, compares and prints.
public final class TransformId {
    private static final Map<Integer, String> ENCR_NAMES = new TreeMap<>();
    private static final Map<Integer, String> PRF_NAMES = new TreeMap<>();
    private static final Map<Integer, String> INTEG_NAMES = new TreeMap<>();
    private static final Map<Integer, String> KE_NAMES = new TreeMap<>();
    private static final Map<Integer, String> ESN_NAMES = new TreeMap<>();

    // Encryption
    public static final int DES_IV64 = named(ENCR_NAMES, 1, "DES_IV64");
    public static final int DES = named(ENCR_NAMES, 2, "DES");
    public static final int TRIPLE_DES = named(ENCR_NAMES, 3, "3DES");
    public static final int RC5 = named(ENCR_NAMES, 4, "RC5");
    public static final int IDEA = named(ENCR_NAMES, 5, "IDEA");
    public static final int CAST = named(ENCR_NAMES, 6, "CAST");
    public static final int BLOWFISH = named(ENCR_NAMES, 7, "BLOWFISH");
    public static final int TRIPLE_IDEA = named(ENCR_NAMES, 8, "3IDEA");
    public static final int DES_IV32 = named(ENCR_NAMES, 9, "DES_IV32");
    public static final int NULL_ENCRYPTION = named(ENCR_NAMES, 11, "NULL");
    public static final int AES_CBC = named(ENCR_NAMES, 12, "AES_CBC");
    public static final int AES_CTR = named(ENCR_NAMES, 13, "AES_CTR");
    public static final int AES_CCM_8 = named(ENCR_NAMES, 14, "AES_CCM_8");
    public static final int AES_CCM_12 = named(ENCR_NAMES, 15, "AES_CCM_12");
    public static final int AES_CCM_16 = named(ENCR_NAMES, 16, "AES_CCM_16");
    public static final int AES_GCM_8 = named(ENCR_NAMES, 18, "AES_GCM_8");
    public static final int AES_GCM_12 = named(ENCR_NAMES, 19, "AES_GCM_12");
    public static final int AES_GCM_16 = named(ENCR_NAMES, 20, "AES_GCM_16");
    public static final int NULL_AES_GMAC = named(ENCR_NAMES, 21, "NULL_AES_GMAC");
    public static final int CAMELLIA_CBC = named(ENCR_NAMES, 23, "CAMELLIA_CBC");
    public static final int CAMELLIA_CTR = named(ENCR_NAMES, 24, "CAMELLIA_CTR");
    public static final int CAMELLIA_CCM_8 = named(ENCR_NAMES, 25, "CAMELLIA_CCM_8");
    public static final int CAMELLIA_CCM_12 = named(ENCR_NAMES, 26, "CAMELLIA_CCM_12");
    public static final int CAMELLIA_CCM_16 = named(ENCR_NAMES, 27, "CAMELLIA_CCM_16");
    public static final int CHACHA20_POLY1305 = named(ENCR_NAMES, 28, "CHACHA20_POLY1305");
    public static final int AES_CCM_8_IIV = named(ENCR_NAMES, 29, "AES_CCM_8_IIV");
    public static final int AES_GCM_16_IIV = named(ENCR_NAMES, 30, "AES_GCM_16_IIV");
    public static final int CHACHA20_POLY1305_IIV = named(ENCR_NAMES, 31, "CHACHA20_POLY1305_IIV");

    // Pseudorandom functions
    public static final int PRF_HMAC_MD5 = named(PRF_NAMES, 1, "PRF_HMAC_MD5");
    public static final int PRF_HMAC_SHA1 = named(PRF_NAMES, 2, "PRF_HMAC_SHA1");
    public static final int PRF_HMAC_TIGER = named(PRF_NAMES, 3, "PRF_HMAC_TIGER");
    public static final int PRF_AES128_XCBC = named(PRF_NAMES, 4, "PRF_AES128_XCBC");
    public static final int PRF_HMAC_SHA2_256 = named(PRF_NAMES, 5, "PRF_HMAC_SHA2_256");
    public static final int PRF_HMAC_SHA2_384 = named(PRF_NAMES, 6, "PRF_HMAC_SHA2_384");
    public static final int PRF_HMAC_SHA2_512 = named(PRF_NAMES, 7, "PRF_HMAC_SHA2_512");
    public static final int PRF_AES128_CMAC = named(PRF_NAMES, 8, "PRF_AES128_CMAC");

    // Integrity
    public static final int INTEG_NONE = named(INTEG_NAMES, 0, "NONE");
    public static final int HMAC_MD5_96 = named(INTEG_NAMES, 1, "HMAC_MD5_96");
    public static final int HMAC_SHA1_96 = named(INTEG_NAMES, 2, "HMAC_SHA1_96");
    public static final int DES_MAC = named(INTEG_NAMES, 3, "DES_MAC");
    public static final int KPDK_MD5 = named(INTEG_NAMES, 4, "KPDK_MD5");
    public static final int AES_XCBC_96 = named(INTEG_NAMES, 5, "AES_XCBC_96");
    public static final int HMAC_MD5_128 = named(INTEG_NAMES, 6, "HMAC_MD5_128");
    public static final int HMAC_SHA1_160 = named(INTEG_NAMES, 7, "HMAC_SHA1_160");
    public static final int AES_CMAC_96 = named(INTEG_NAMES, 8, "AES_CMAC_96");
    public static final int AES_128_GMAC = named(INTEG_NAMES, 9, "AES_128_GMAC");
    public static final int AES_192_GMAC = named(INTEG_NAMES, 10, "AES_192_GMAC");
    public static final int AES_256_GMAC = named(INTEG_NAMES, 11, "AES_256_GMAC");
    public static final int HMAC_SHA2_256_128 = named(INTEG_NAMES, 12, "HMAC_SHA2_256_128");
    public static final int HMAC_SHA2_384_192 = named(INTEG_NAMES, 13, "HMAC_SHA2_384_192");
    public static final int HMAC_SHA2_512_256 = named(INTEG_NAMES, 14, "HMAC_SHA2_512_256");

    // Key exchange methods, for the additional ones too (RFC 9370)
    public static final int KE_NONE = named(KE_NAMES, 0, "NONE");
    public static final int MODP_768 = named(KE_NAMES, 1, "MODP_768");
    public static final int MODP_1024 = named(KE_NAMES, 2, "MODP_1024");
    public static final int MODP_1536 = named(KE_NAMES, 5, "MODP_1536");
    public static final int MODP_2048 = named(KE_NAMES, 14, "MODP_2048");
    public static final int MODP_3072 = named(KE_NAMES, 15, "MODP_3072");
    public static final int MODP_4096 = named(KE_NAMES, 16, "MODP_4096");
    public static final int MODP_6144 = named(KE_NAMES, 17, "MODP_6144");
    public static final int MODP_8192 = named(KE_NAMES, 18, "MODP_8192");
    public static final int ECP_256 = named(KE_NAMES, 19, "ECP_256");
    public static final int ECP_384 = named(KE_NAMES, 20, "ECP_384");
    public static final int ECP_521 = named(KE_NAMES, 21, "ECP_521");
    public static final int MODP_1024_160 = named(KE_NAMES, 22, "MODP_1024_160");
    public static final int MODP_2048_224 = named(KE_NAMES, 23, "MODP_2048_224");
    public static final int MODP_2048_256 = named(KE_NAMES, 24, "MODP_2048_256");
    public static final int ECP_192 = named(KE_NAMES, 25, "ECP_192");
    public static final int ECP_224 = named(KE_NAMES, 26, "ECP_224");
    public static final int BRAINPOOL_224 = named(KE_NAMES, 27, "BRAINPOOL_224");
    public static final int BRAINPOOL_256 = named(KE_NAMES, 28, "BRAINPOOL_256");
    public static final int BRAINPOOL_384 = named(KE_NAMES, 29, "BRAINPOOL_384");
    public static final int BRAINPOOL_512 = named(KE_NAMES, 30, "BRAINPOOL_512");
    public static final int CURVE_25519 = named(KE_NAMES, 31, "CURVE_25519");
    public static final int CURVE_448 = named(KE_NAMES, 32, "CURVE_448");
    public static final int ML_KEM_512 = named(KE_NAMES, 35, "ML_KEM_512");
    public static final int ML_KEM_768 = named(KE_NAMES, 36, "ML_KEM_768");
    public static final int ML_KEM_1024 = named(KE_NAMES, 37, "ML_KEM_1024");

    // Extended sequence numbers
    public static final int NO_ESN = named(ESN_NAMES, 0, "NO_ESN");
    public static final int ESN = named(ESN_NAMES, 1, "ESN");

    private TransformId() {}

    /// The name of an algorithm without its key length, such as `AES_GCM_16`.
    public static String name(TransformType type, int id) {
        String name = names(type).get(id);
        return name != null ? name : type + "_" + id;
    }

    private static Map<Integer, String> names(TransformType type) {
        if (type.equals(TransformType.ENCR)) return ENCR_NAMES;
        if (type.equals(TransformType.PRF)) return PRF_NAMES;
        if (type.equals(TransformType.INTEG)) return INTEG_NAMES;
        if (type.equals(TransformType.ESN)) return ESN_NAMES;
        return type.isKeyExchange() ? KE_NAMES : Map.of();
    }

    private static int named(Map<Integer, String> names, int id, String name) {
        names.put(id, name);
        return id;
    }
}
